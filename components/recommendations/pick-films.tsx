"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ForYou, PICKS_WANTED } from "@/server/recommendations/schema";
import { Poster } from "../movie/poster";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { explainError } from "../ui/explain-error";
import { FilmStripSkeleton } from "./film-strip";

/** For a newcomer: a grid of films that tell tastes apart; five picks make a list at once. */
export function PickFilms({ onPicked }: { onPicked: (list: ForYou) => void }) {
  const trpc = useTRPC();
  const grid = useQuery(trpc.recommendations.grid.queryOptions());
  const pick = useMutation(trpc.recommendations.pick.mutationOptions({ onSuccess: onPicked }));
  const [picked, setPicked] = useState<readonly number[]>([]);
  const missing = Math.max(0, PICKS_WANTED - picked.length);
  if (grid.isPending) return <FilmStripSkeleton films={18} label="Films to pick from are on their way." />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (missing === 0 && !pick.isPending) pick.mutate({ movieIds: [...picked] });
      }}
    >
      <fieldset>
        <legend className="mb-6 max-w-prose text-lg">
          Pick {PICKS_WANTED} films that you like, and your list is there at once. It gets better with every
          film you rate.
        </legend>
        {grid.isError && <p role="alert">{explainError(grid.error).message}</p>}
        <ul className="grid grid-cols-3 gap-x-3 gap-y-5 sm:grid-cols-4 sm:gap-x-5 lg:grid-cols-6">
          {(grid.data ?? []).map((film) => (
            <li key={film.id}>
              <label className="group relative block has-focus-visible:outline-2 has-focus-visible:outline-offset-4 has-focus-visible:outline-bulb">
                <input
                  type="checkbox"
                  className="absolute top-2 right-2 z-10 size-6 accent-bulb"
                  checked={picked.includes(film.id)}
                  onChange={(event) =>
                    setPicked((standing) =>
                      event.target.checked ? [...standing, film.id] : standing.filter((id) => id !== film.id),
                    )
                  }
                />
                <span className="block group-has-checked:outline-4 group-has-checked:outline-bulb">
                  <Poster title={film.title} credit={film.directors[0] ?? null} url={film.posterUrl} />
                </span>
                <span className="mt-1.5 block text-[0.94rem] leading-tight">
                  {film.title} <span className="text-xs text-soft">{film.year}</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      <div className="sticky bottom-0 z-10 mt-6 flex flex-wrap items-center gap-x-5 gap-y-2 border-t border-line bg-ground py-4">
        <button type="submit" className={button.primary} disabled={missing > 0 || pick.isPending}>
          {pick.isPending ? "Making your list …" : "Show my list"}
        </button>
        <p role="status" className="text-[0.94rem] text-soft">
          {missing > 0 ? `${missing} more` : `${picked.length} picked`}
        </p>
        {pick.isError && (
          <p role="alert" className="text-[0.94rem] text-fall">
            {explainError(pick.error).message}
          </p>
        )}
      </div>
    </form>
  );
}
