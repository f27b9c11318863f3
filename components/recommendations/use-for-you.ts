"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ForYou, RecommendedFilm } from "@/server/recommendations/schema";
import { useTRPC } from "../trpc/provider";
import { explainError } from "../ui/explain-error";
import { toast } from "../ui/toast";

/** A list that is being made anew is asked for again so soon, in milliseconds. */
const AGAIN_MS = 1500;

/** Films that are asked for: the most that the page shows, so that the shelf and the page are one list. */
const COUNT = 36;

/** The viewer's recommendations, and what they can say to them. */
export function useForYou(enabled: boolean) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const options = trpc.recommendations.forYou.queryOptions(
    { count: COUNT },
    {
      enabled,
      // A list that waits to be made anew is there in a moment.
      refetchInterval: ({ state: { data } }) => (data?.stale || data?.state === "waiting" ? AGAIN_MS : false),
    },
  );
  const list = useQuery(options);
  const change = { onError: (error: unknown) => toast(explainError(error).message) };
  const dismiss = useMutation(trpc.recommendations.dismiss.mutationOptions());
  const restore = useMutation(trpc.recommendations.restore.mutationOptions());
  const prefer = useMutation(trpc.recommendations.setPreferences.mutationOptions(change));

  const put = (make: (standing: ForYou) => ForYou) =>
    client.setQueryData(options.queryKey, (standing) => standing && make(standing));
  const refresh = () => client.invalidateQueries(trpc.recommendations.pathFilter());

  /** Out of the list at once; back in it when the server refuses, or when it is undone. */
  async function notInterested(film: RecommendedFilm): Promise<void> {
    const before = list.data?.films ?? [];
    const back = () => put((standing) => ({ ...standing, films: before }));
    put((standing) => ({ ...standing, films: standing.films.filter(({ id }) => id !== film.id) }));
    try {
      await dismiss.mutateAsync({ movieId: film.id });
      toast(`${film.title} won’t be recommended again.`, {
        action: {
          label: "Undo",
          run: () => {
            back();
            void restore.mutateAsync({ movieId: film.id }).then(
              () => toast(`${film.title} is back.`),
              (error: unknown) => toast(explainError(error).message),
            );
          },
        },
      });
    } catch (error) {
      back();
      toast(explainError(error).message);
    }
  }

  /** @param given what changes of the settings; the list follows. */
  async function setPreferences(given: { personalised?: boolean; crowd?: number }): Promise<void> {
    put((standing) => ({ ...standing, ...given }));
    await prefer.mutateAsync(given).then(refresh, refresh);
  }

  return { list, put, refresh, notInterested, setPreferences };
}
