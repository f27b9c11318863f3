import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { db } from "../db";
import { truncateAll } from "../testing/database";
import { recordMovements } from "./movements";

/** Films, and how many first positions are kept. */
const FILMS = 14;
const DEPTH = 5;

let list: { id: number };
let first: number;

beforeAll(async () => {
  await truncateAll();
  list = await db().list.create({
    data: { slug: "all-time", title: "All time", kind: "all", minimumWeight: 1, edition: 3 },
  });
  const films = await db().movie.createManyAndReturn({
    data: Array.from({ length: FILMS }, (_, at) => ({
      slug: `film-${at}`,
      title: `Film ${at}`,
      titleKey: `film ${at}`,
      year: 2000,
    })),
    select: { id: true },
  });
  first = Math.min(...films.map(({ id }) => id));
});

/** A film's keys before and after: few, so that many are alike; null where it isn't in the list. */
const key = fc.option(fc.integer({ min: -4, max: 0 }), { freq: 4 });
const change = fc.record({ before: key, after: key, stays: fc.boolean() });

/** A film's places by their ids, from 1, in the order of their keys. */
function placesOf(keys: readonly (number | null)[]): Map<number, number> {
  const ids = keys.flatMap((held, at) => (held === null ? [] : [{ id: first + at, held }]));
  const ordered = ids.sort((one, other) => one.held - other.held || one.id - other.id);
  return new Map(ordered.map(({ id }, at) => [id, 1 + at]));
}

test("whatever changes, those films are kept that stand elsewhere within the first places, and from where", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: FILMS, maxLength: FILMS }), async (changes) => {
      const before = changes.map((one) => one.before);
      const after = changes.map((one) => (one.stays ? one.before : one.after));
      const undo = new Error("as it was");
      const look = db().$transaction(async (tx) => {
        const entry = (scoreKey: number, at: number) => ({
          listId: list.id,
          movieId: first + at,
          scoreKey,
          weightKey: 0,
          releaseKey: 0,
          votes: 1,
          inputSum: 0,
        });
        await tx.listEntry.createMany({
          data: before.flatMap((held, at) => (held === null ? [] : [entry(held, at)])),
        });
        for (const [at, { stays }] of changes.entries())
          if (!stays && (before[at] ?? after[at] ?? null) !== null)
            await tx.$executeRaw`insert into staged_entry (list_id, movie_id, old_score_key, old_weight_key,
                old_release_key, score_key, weight_key, release_key)
              values (${list.id}, ${first + at}, ${before[at] ?? null}::int, 0, 0, ${after[at] ?? null}::int, 0, 0)`;
        await recordMovements(tx, new Date(), DEPTH);
        const kept = await tx.movement.findMany({ orderBy: { movieId: "asc" } });
        const [old, fresh] = [placesOf(before), placesOf(after)];
        const told = (place: number | undefined) => (place === undefined ? null : Math.min(place, DEPTH + 1));
        const expected = Array.from({ length: FILMS }, (_, at) => first + at).flatMap((movieId) => {
          const [from, to] = [old.get(movieId), fresh.get(movieId)];
          const within = Math.min(from ?? DEPTH + 1, to ?? DEPTH + 1) <= DEPTH;
          return from !== to && within ? [{ movieId, fromPosition: told(from), toPosition: told(to) }] : [];
        });
        expect(
          kept.map(({ movieId, fromPosition, toPosition }) => ({ movieId, fromPosition, toPosition })),
        ).toEqual(expected);
        expect(kept.every(({ edition }) => edition === 4)).toBe(true);
        throw undo;
      });
      await expect(look).rejects.toBe(undo);
    }),
    { numRuns: 150 },
  );
});
