"use client";

import { useEffect, useState } from "react";
import type { Preferences } from "@/server/recommendations/schema";
import { button } from "../ui/button";

const STEP = 0.25;
/** A slider that is being moved settles before it is sent. */
const RESTS_MS = 400;

const words = [
  "Only what films are",
  "Mostly what films are",
  "Both alike",
  "Mostly what people like",
  "Only what people like",
] as const;

/** From "what films are" to "what people like", and the way out of all that is personal. */
export function TasteSettings({
  list,
  change,
}: {
  list: Preferences;
  change: (given: Partial<Preferences>) => void;
}) {
  const [moved, move] = useState<number | null>(null);
  const crowd = moved ?? list.crowd;
  useEffect(() => {
    if (moved === null) return;
    const timer = setTimeout(() => {
      change({ crowd: moved });
      move(null);
    }, RESTS_MS);
    return () => clearTimeout(timer);
  }, [moved, change]);
  if (!list.personalised)
    return (
      <div className="mb-8 border-y border-line py-5">
        <p className="mb-3 max-w-prose">
          You opted out of recommendations of your own. Nothing personal is computed or kept.
        </p>
        <button type="button" className={button.quiet} onClick={() => change({ personalised: true })}>
          Recommend films to me
        </button>
      </div>
    );
  return (
    <div className="mb-8 flex flex-wrap items-end justify-between gap-x-12 gap-y-3 border-y border-line py-4">
      <div className="w-full max-w-md">
        <label htmlFor="crowd" className="text-[0.94rem] font-semibold">
          What counts for your list
        </label>
        <input
          id="crowd"
          type="range"
          min={0}
          max={1}
          step={STEP}
          value={crowd}
          aria-valuetext={words[Math.round(crowd / STEP)]}
          onChange={(event) => move(Number(event.target.value))}
          className="block h-11 w-full accent-bulb"
        />
        <div aria-hidden="true" className="flex justify-between text-[0.86rem] text-soft">
          <span>What films are</span>
          <span>What people like</span>
        </div>
      </div>
      <button type="button" className={button.bare} onClick={() => change({ personalised: false })}>
        Opt out
      </button>
    </div>
  );
}
