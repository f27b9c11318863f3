"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { SignInPrompt } from "../member/sign-in-prompt";
import { OwnRatings } from "../trpc/islands";
import { Stars } from "./stars";
import type { Ratings } from "./use-ratings";

/** The viewer's stars for one film; a visitor who touches them is led to sign-in and back. */
export function RatePanel({ film }: { film: { id: number; title: string } }) {
  const [mine, hear] = useState<Ratings | null>(null);
  const [asked, ask] = useState(false);
  const movieIds = useMemo(() => [film.id], [film.id]);
  // What was chosen before it was known who chooses.
  const early = useRef<number | null | undefined>(undefined);

  useEffect(() => {
    const value = early.current;
    if (value === undefined || mine?.signedIn === undefined) return;
    early.current = undefined;
    if (mine.signedIn) mine.rate(film, value);
    else ask(true);
  }, [mine, film]);

  function choose(value: number | null): void {
    if (mine?.signedIn) mine.rate(film, value);
    else if (mine?.signedIn === false) ask(true);
    else early.current = value;
  }

  return (
    <section id="rate" aria-labelledby="rate-heading">
      <h2 id="rate-heading" className="mb-3 font-sans text-base font-semibold tracking-normal">
        Your rating
      </h2>
      <Stars title={film.title} value={mine?.ratings[film.id] ?? null} onRate={choose} />
      <OwnRatings movieIds={movieIds} onChange={hear} />
      <div role="status" className="min-h-6">
        {asked && mine?.signedIn === false && (
          <SignInPrompt hash="rate">to rate it; your vote counts at once.</SignInPrompt>
        )}
      </div>
    </section>
  );
}
