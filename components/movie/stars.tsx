"use client";

import { useEffect, useId, useRef, useState } from "react";
import { useHydrated } from "../ui/use-hydrated";

const VALUES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
/** Arrow keys pass over values; only the one rested on, or left on, is given. What is pointed at is given at once. */
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
  const hydrated = useHydrated();
  const [touched, touch] = useState<{ value: number | null } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const unsent = useRef<(() => void) | undefined>(undefined);
  const pointing = useRef(false);
  const shown = touched ? touched.value : value;

  // What was touched stands until the rating that stands has caught up with it or was taken back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new standing value is the signal
  useEffect(() => touch(null), [value]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      unsent.current?.();
    },
    [],
  );

  function pick(next: number | null): void {
    touch({ value: next });
    clearTimeout(timer.current);
    unsent.current = () => {
      unsent.current = undefined;
      onRate(next);
    };
    if (pointing.current) unsent.current();
    timer.current = setTimeout(() => {
      unsent.current?.();
      touch(null);
    }, RESTS_MS);
  }

  return (
    <fieldset
      className="stars"
      disabled={!hydrated} // a bulb pressed before the page is alive would go out again, and nothing be given
      onPointerDown={() => {
        pointing.current = true;
      }}
      onKeyDown={() => {
        pointing.current = false;
      }}
    >
      <legend className="sr-only">Your rating of {title}</legend>
      {VALUES.map((each) => (
        <label key={each} className={shown !== null && each <= shown ? "lit" : undefined}>
          <input
            type="radio"
            name={name}
            value={each}
            checked={shown === each}
            onChange={() => pick(each)}
            aria-label={`${each} of 10`}
          />
          <span aria-hidden="true">{each}</span>
        </label>
      ))}
      <label className="none">
        <input type="radio" name={name} value="none" checked={shown === null} onChange={() => pick(null)} />
        <span>No rating</span>
      </label>
    </fieldset>
  );
}
