import { db } from "../../db";
import { findForYou, findSimilar } from "../../recommendations/queries";

const SHOWN = 20;

/** Tables of a model and of lists, with their bytes on disk, indexes and TOAST among them. */
export async function measureSizes(): Promise<{ name: string; megabytes: number }[]> {
  return await db().$queryRaw<{ name: string; megabytes: number }[]>`
    select name, pg_total_relation_size(name::regclass)::float8 / 1048576 as megabytes
    from unnest(array['movie_vector', 'movie_similar', 'rec_artifact', 'popular_list', 'user_rec']) name`;
}

async function timed(ids: readonly number[], read: (id: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (const id of ids) {
    const began = performance.now();
    await read(id);
    times.push(performance.now() - began);
  }
  return times;
}

/** Milliseconds of what a request does, one after the other: the row by its key alone, and with its films. */
export async function measureReads(
  userIds: readonly number[],
  movieIds: readonly number[],
): Promise<{ name: string; times: number[] }[]> {
  const reads = [
    {
      name: "a member's row by its key",
      ids: userIds,
      read: (userId: number) => db().userRec.findUnique({ where: { userId } }),
    },
    {
      name: "a member's list, with films and reasons",
      ids: userIds,
      read: (id: number) => findForYou(id, SHOWN),
    },
    { name: "similar films, with films and reasons", ids: movieIds, read: (id: number) => findSimilar(id) },
  ];
  const results: { name: string; times: number[] }[] = [];
  for (const { name, ids, read } of reads) {
    await timed(ids.slice(0, 50), read); // until statements are planned and code is compiled
    results.push({ name, times: await timed(ids, read) });
  }
  return results;
}
