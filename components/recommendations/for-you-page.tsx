"use client";

import Link from "next/link";
import { useMemo, useState } from "react";
import type { RecommendedFilm } from "@/server/recommendations/schema";
import { RateDialog } from "../movie/rate-dialog";
import { type Ratings, useRatings } from "../movie/use-ratings";
import { button } from "../ui/button";
import { explainError } from "../ui/explain-error";
import { Notice } from "../ui/notice";
import { FilmStrip, FilmStripSkeleton } from "./film-strip";
import { PickFilms } from "./pick-films";
import { TasteSettings } from "./taste-settings";
import { useForYou } from "./use-for-you";

/** A rating has reached the server by then, and the list says that it is being made anew. */
const NOTED_AFTER_MS = 800;

const NOTHING: RecommendedFilm[] = [];

/** The member's own list: what it rests on, each film with its reason, and how to steer it. */
export function ForYouPage() {
  const forYou = useForYou(true);
  const { data, error, isPending } = forYou.list;
  const films = data?.films ?? NOTHING;
  const ratings = useRatings(useMemo(() => films.map(({ id }) => id), [films]));
  const mine: Ratings = {
    ...ratings,
    rate: (film, value) => {
      ratings.rate(film, value);
      setTimeout(() => void forYou.refresh(), NOTED_AFTER_MS);
    },
  };
  const [asked, ask] = useState<RecommendedFilm | null>(null);
  if (isPending) return <FilmStripSkeleton films={12} label="Your films are on their way." />;
  if (!data) return <Failed message={explainError(error).message} again={() => forYou.list.refetch()} />;
  const fresh = films.filter(({ id }) => mine.ratings[id] === undefined);
  const newcomer = data.personalised && data.ratings + data.picks === 0;
  if (newcomer)
    return (
      <PickFilms
        onPicked={(list) => {
          forYou.put(() => list);
          void forYou.refresh();
        }}
      />
    );
  return (
    <>
      <TasteSettings list={data} change={(given) => void forYou.setPreferences(given)} />
      <div className="mb-5 flex min-h-6 flex-wrap items-baseline gap-x-4" role="status">
        <p className="text-[0.94rem] text-soft">
          {sentence(data)}
          {(data.stale || data.state === "waiting") && " It is being made anew …"}
        </p>
      </div>
      {error && (
        <p className="mb-4 text-[0.94rem] text-fall">
          {explainError(error).message} This is how your list last stood.
        </p>
      )}
      {fresh.length === 0 ? (
        <p className="border-t border-line py-10">
          There is nothing left to recommend. Rate more films and the list grows:{" "}
          <Link href="/lists/all-time" className="link font-semibold">
            all time
          </Link>
        </p>
      ) : (
        <FilmStrip
          films={fresh}
          actions={(film) => (
            <>
              <button
                type="button"
                className={small}
                onClick={() => ask(film)}
                aria-label={`Rate ${film.title}`}
              >
                Rate
              </button>
              {data.personalised && (
                <button
                  type="button"
                  className={small}
                  onClick={() => void forYou.notInterested(film)}
                  aria-label={`Not interested in ${film.title}`}
                >
                  Not interested
                </button>
              )}
            </>
          )}
        />
      )}
      {asked && <RateDialog film={asked} mine={mine} onClose={() => ask(null)} />}
    </>
  );
}

const small =
  "-ml-2 inline-flex min-h-11 items-center px-2 text-[0.86rem] font-semibold whitespace-nowrap text-soft hover:text-bulb";

function sentence({
  personalised,
  ratings,
  picks,
  state,
}: {
  personalised: boolean;
  ratings: number;
  picks: number;
  state: string;
}): string {
  if (!personalised) return "What everybody likes: nothing here looks at what you rate.";
  if (state === "popular") return "What everybody likes, until there is a list of your own.";
  const from = [
    ratings > 0 && (ratings === 1 ? "the film you rated" : `the ${ratings} films you rated`),
    picks > 0 && ratings === 0 && `the ${picks} films you picked`,
  ].filter(Boolean);
  return `Made from ${from.join(" and ")}.`;
}

function Failed({ message, again }: { message: string; again: () => unknown }) {
  return (
    <Notice kind="danger" role="alert">
      <p>{message}</p>
      <button type="button" className={`${button.quiet} mt-3`} onClick={() => void again()}>
        Try again
      </button>
    </Notice>
  );
}
