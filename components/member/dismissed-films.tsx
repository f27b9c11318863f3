"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { explainError } from "../ui/explain-error";
import { toast } from "../ui/toast";

/** The films one isn't interested in, each with the way back. */
export function DismissedFilms() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const dismissed = useQuery(trpc.recommendations.dismissed.queryOptions());
  const restore = useMutation(
    trpc.recommendations.restore.mutationOptions({
      onSuccess: async () => await client.invalidateQueries(trpc.recommendations.pathFilter()),
      onError: (refused) => toast(explainError(refused).message),
    }),
  );
  if (dismissed.isPending) return <div className="skeleton h-11" />;
  if (dismissed.isError) return <p role="alert">{explainError(dismissed.error).message}</p>;
  if (dismissed.data.length === 0)
    return (
      <p className="text-[0.94rem] text-soft">
        None. Films of your list that you say no to are kept here, in case you change your mind.
      </p>
    );
  return (
    <ul className="border-t border-line">
      {dismissed.data.map((film) => (
        <li key={film.id} className="flex items-center justify-between gap-4 border-b border-line py-1.5">
          <a href={`/movies/${film.slug}`} className="font-display text-lg leading-tight hover:text-bulb">
            {film.title} <span className="font-sans text-[0.86rem] text-soft">({film.year})</span>
          </a>
          <button
            type="button"
            className={button.quiet}
            disabled={restore.isPending}
            aria-label={`Recommend ${film.title} again`}
            onClick={() => restore.mutate({ movieId: film.id })}
          >
            Bring back
          </button>
        </li>
      ))}
    </ul>
  );
}
