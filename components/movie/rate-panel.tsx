"use client";

import { useMemo, useState } from "react";
import { SignInPrompt } from "../member/sign-in-prompt";
import { Stars } from "./stars";
import { useRatings } from "./use-ratings";

/** The viewer's stars for one film; a visitor who touches them is led to sign-in and back. */
export function RatePanel({ film }: { film: { id: number; title: string } }) {
  const mine = useRatings(useMemo(() => [film.id], [film.id]));
  const [asked, ask] = useState(false);
  return (
    <section id="rate" aria-labelledby="rate-heading">
      <h2 id="rate-heading" className="mb-3 font-sans text-base font-semibold tracking-normal">
        Your rating
      </h2>
      <Stars
        title={film.title}
        value={mine.ratings[film.id] ?? null}
        onRate={(value) => (mine.signedIn === false ? ask(true) : mine.rate(film, value))}
      />
      <div role="status" className="min-h-6">
        {asked && mine.signedIn === false && (
          <SignInPrompt hash="rate">to rate it; your vote counts at once.</SignInPrompt>
        )}
      </div>
    </section>
  );
}
