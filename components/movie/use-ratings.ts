"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../trpc/provider";
import { explainError } from "../ui/explain-error";
import { toast } from "../ui/toast";

/** A vote is seen a quarter of a second later, or within a second or two on a busy site: then the page is asked for again. */
const PUBLISHED_AFTER_MS = [500, 2500];

export interface Ratings {
  /** Undefined while not known yet. */
  signedIn: boolean | undefined;
  ratings: Record<number, number>;
  /** Null takes the rating away. Shown at once, taken back if the server refuses. */
  rate: (film: { id: number; title: string }, value: number | null) => void;
}

/** The viewer's ratings of these films, and how to change them. */
export function useRatings(films: number[]): Ratings {
  // In one order: a list that is sorted anew has the same films, and their ratings are known.
  const movieIds = films.toSorted((one, other) => one - other);
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const viewer = useQuery(trpc.viewer.me.queryOptions());
  const mine = useQuery(trpc.ratings.mine.queryOptions({ movieIds }, { placeholderData: keepPreviousData }));
  const inTurn = { scope: { id: "ratings" } };
  const give = useMutation(trpc.ratings.rate.mutationOptions(inTurn));
  const clear = useMutation(trpc.ratings.clear.mutationOptions(inTurn));

  function show(movieId: number, value: number | null): void {
    client.setQueryData(
      trpc.ratings.mine.queryKey({ movieIds }),
      (all: Record<number, number> | undefined) => {
        const { [movieId]: _, ...others } = all ?? mine.data ?? {};
        return value === null ? others : { ...others, [movieId]: value };
      },
    );
  }

  function lookAgain(): void {
    for (const after of PUBLISHED_AFTER_MS) setTimeout(() => router.refresh(), after);
  }

  async function rate(film: { id: number; title: string }, value: number | null): Promise<void> {
    const before = mine.data?.[film.id] ?? null;
    if (value === before) return;
    // An answer still on its way was made before this rating and must not be shown over it.
    const overtaken = mine.isFetching;
    if (overtaken) await client.cancelQueries(trpc.ratings.mine.queryFilter({ movieIds }));
    show(film.id, value);
    try {
      if (value === null) await clear.mutateAsync({ movieId: film.id });
      else await give.mutateAsync({ movieId: film.id, value });
      toast(
        value === null ? `Your rating of ${film.title} is gone.` : `You gave ${film.title} ${value} of 10.`,
        {
          action: { label: "Undo", run: () => rateAgain(film, value, before) },
        },
      );
      lookAgain();
    } catch (error) {
      show(film.id, before);
      const { message, requestId } = explainError(error);
      toast(message, requestId ? { detail: `Request ${requestId}` } : {});
    } finally {
      if (overtaken) void client.invalidateQueries(trpc.ratings.mine.queryFilter({ movieIds }));
    }
  }

  async function rateAgain(film: { id: number; title: string }, now: number | null, value: number | null) {
    show(film.id, value);
    try {
      if (value === null) await clear.mutateAsync({ movieId: film.id });
      else await give.mutateAsync({ movieId: film.id, value });
      toast("Undone.");
      lookAgain();
    } catch (error) {
      show(film.id, now);
      toast(explainError(error).message);
    }
  }

  return {
    signedIn: viewer.isPending ? undefined : Boolean(viewer.data),
    ratings: mine.data ?? {},
    rate: (film, value) => void rate(film, value),
  };
}
