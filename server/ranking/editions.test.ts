import { beforeEach, expect, test } from "vitest";
import { db } from "../db";
import { truncateAll } from "../testing/database";
import { hashStaged } from "./editions";
import { accumulate, emptyState, fingerprint } from "./lt-hash";

/** More than are read at a time, in each of two lists. */
const FILMS = 5_100;

beforeEach(truncateAll);

test("the inputs hash of a long list, which is read in stretches, covers each film once", async () => {
  const lists = await db().list.createManyAndReturn({
    data: ["all-time", "1990s"].map((slug) => ({ slug, title: slug, kind: "all", minimumWeight: 1 })),
    select: { id: true },
  });
  const ids = lists.map(({ id }) => id);
  await db().$executeRaw`
    insert into staged_entry (list_id, movie_id, score_key, weight_key, release_key, votes, input_sum)
    select list, film, 0, -film, 0, film % 7, film * 3::bigint
    from unnest(${ids}::int[]) list, generate_series(1, ${FILMS}::int) film`;

  let longest = 0;
  let working = true;
  const watch = (before: number) => {
    longest = Math.max(longest, performance.now() - before);
    const now = performance.now();
    if (working) setImmediate(() => watch(now));
  };
  const began = performance.now();
  watch(began);
  const hashes = await db().$transaction((tx) => hashStaged(tx, ids), { timeout: 60_000 });
  const took = performance.now() - began;
  working = false;

  const state = emptyState();
  for (let film = 1; film <= FILMS; film++)
    accumulate(state, { movieId: film, votes: film % 7, weight: BigInt(film), sum: BigInt(film) * 3n }, 1);
  expect(ids.map((id) => hashes.get(id))).toEqual([fingerprint(state), fingerprint(state)]);
  // Whoever asks this process for a page meanwhile waits for a small part of it.
  expect(longest).toBeLessThan(took / 3);
});
