"use client";

import { useEffect, useId, useRef, useState } from "react";

const VALUES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
/** Arrow keys pass over values; only the one rested on is given. */
const RESTS_MS = 450;

/** Ten bulbs and "no rating": a fieldset of radio buttons. */
export function Stars({
  title,
  value,
  onRate,
}: {
  title: string;
  value: number | null;
  onRate: (value: number | null) => void;
}) {
  const name = useId();
  const [touched, touch] = useState<{ value: number | null } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const shown = touched ? touched.value : value;

  // What was touched stands until the rating that stands has caught up with it or was taken back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new standing value is the signal
  useEffect(() => touch(null), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function pick(next: number | null, at: number): void {
    touch({ value: next });
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      onRate(next);
      touch(null);
    }, at);
  }

  return (
    <fieldset className="stars">
      <legend className="sr-only">Your rating of {title}</legend>
      {VALUES.map((each) => (
        <label key={each} className={shown !== null && each <= shown ? "lit" : undefined}>
          <input
            type="radio"
            name={name}
            value={each}
            checked={shown === each}
            onChange={() => pick(each, RESTS_MS)}
            aria-label={`${each} of 10`}
          />
          <span aria-hidden="true">{each}</span>
        </label>
      ))}
      <label className="none">
        <input
          type="radio"
          name={name}
          value="none"
          checked={shown === null}
          onChange={() => pick(null, RESTS_MS)}
        />
        <span>No rating</span>
      </label>
    </fieldset>
  );
}
