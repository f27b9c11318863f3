import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { trashMovie } from "../catalog/commands";
import { db, type Tx } from "../db";
import { truncateAll } from "../testing/database";
import { makeMovie, makePerson } from "../testing/factories";
import { clearRating, rateMovie } from "./commands";
import { findRatings } from "./queries";

let userId: number;
let movies: number[];

async function prepare(): Promise<void> {
  await truncateAll();
  userId = (await makePerson()).id;
  movies = [];
  for (let at = 0; at < 8; at++) movies.push(await makeMovie({ title: `Film ${at}` }, userId));
  await forget();
}

/** Takes away what was noted so far. */
async function forget(): Promise<void> {
  await db().dirtyMovie.deleteMany();
  await db().outbox.deleteMany();
}

function movie(at: number): number {
  return movies[at] ?? 0;
}

async function count(): Promise<number> {
  return (await db().user.findUniqueOrThrow({ where: { id: userId } })).ratingCount;
}

async function noted(): Promise<number[]> {
  const notes = await db().dirtyMovie.findMany({ select: { movieId: true } });
  return [...new Set(notes.map((note) => note.movieId))].sort((a, b) => a - b);
}

/** A transaction that has done something, and awaits its commit. */
async function begin(work: (tx: Tx) => Promise<unknown>): Promise<{ commit: () => Promise<void> }> {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  return await new Promise((resolve, reject) => {
    const transaction = db().$transaction(
      async (tx) => {
        await work(tx);
        resolve({
          commit: async () => {
            release();
            await transaction;
          },
        });
        await held;
      },
      { timeout: 20_000 },
    );
    transaction.catch(reject);
  });
}

beforeEach(prepare);

describe("rateMovie", () => {
  test("keeps the rating, counts it and tells the jobs", async () => {
    const rating = await rateMovie({ movieId: movie(0), userId, value: 8, correlationId: "request-1" });
    expect(rating.value).toBe(8);
    expect(await findRatings(userId, movies)).toEqual({ [movie(0)]: 8 });
    expect(await count()).toBe(1);
    expect(await db().outbox.findMany({ select: { name: true, data: true } })).toEqual([
      { name: "rating/changed", data: { movieId: movie(0), userId, correlationId: "request-1" } },
    ]);
  });

  test("again replaces it; the same again changes nothing and tells nobody", async () => {
    const first = await rateMovie({ movieId: movie(0), userId, value: 8 });
    await forget();
    expect(await rateMovie({ movieId: movie(0), userId, value: 8 })).toEqual(first);
    expect([await db().outbox.count(), await noted()]).toEqual([0, []]);
    await rateMovie({ movieId: movie(0), userId, value: 3 });
    expect(await findRatings(userId, movies)).toEqual({ [movie(0)]: 3 });
    expect([await count(), await db().outbox.count(), await noted()]).toEqual([1, 1, [movie(0)]]);
  });

  test("of the first five notes the voter's other films too, for each changes their weight", async () => {
    for (let at = 0; at < 5; at++) {
      await forget();
      await rateMovie({ movieId: movie(at), userId, value: 7 });
      expect(await noted()).toEqual(movies.slice(0, at + 1));
    }
    await forget();
    await rateMovie({ movieId: movie(5), userId, value: 7 });
    expect(await noted()).toEqual([movie(5)]);
  });

  test("notes also what another process writes of the same voter meanwhile", async () => {
    const other = await begin(async (tx) => {
      await tx.$executeRaw`update app_user set rating_count = 1 where id = ${userId}`;
      await tx.rating.create({ data: { movieId: movie(1), userId, value: 7 } });
    });
    const vote = rateMovie({ movieId: movie(0), userId, value: 8 });
    await vi.waitFor(async () => {
      const waiting = await db().$queryRaw<unknown[]>`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      expect(waiting).toHaveLength(1);
    });
    await Promise.all([other.commit(), vote]);
    expect([await count(), await noted()]).toEqual([2, [movie(0), movie(1)]]);
  });

  test("refuses films that aren't there or are in the trash", async () => {
    await trashMovie(movie(0), { userId });
    await expect(rateMovie({ movieId: movie(0), userId, value: 7 })).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(rateMovie({ movieId: 999_999, userId, value: 7 })).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await count()).toBe(0);
  });

  test("ten times at once for one film is one vote", async () => {
    await Promise.all(
      Array.from({ length: 10 }, (_, at) => rateMovie({ movieId: movie(0), userId, value: 1 + at })),
    );
    expect([await count(), await db().rating.count()]).toEqual([1, 1]);
  });

  test("at once for eight films counts eight, and every film that a weight moved is noted", async () => {
    await Promise.all(movies.map((movieId) => rateMovie({ movieId, userId, value: 7 })));
    expect([await count(), await noted()]).toEqual([8, movies]);
  });
});

describe("a voter with many ratings", () => {
  beforeEach(async () => {
    await db().user.update({ where: { id: userId }, data: { ratingCount: 30 } });
  });

  test("rates, changes and withdraws with the same effects, in one statement", async () => {
    const told = (value: number) =>
      rateMovie({ movieId: movie(0), userId, value, correlationId: "request-1" });
    const first = await told(8);
    expect([await count(), await noted(), await db().outbox.count()]).toEqual([31, [movie(0)], 1]);
    expect(await told(8)).toEqual(first);
    expect((await told(3)).value).toBe(3);
    expect([await count(), await db().outbox.count()]).toEqual([31, 2]);
    expect(await db().outbox.findFirst({ select: { name: true, data: true } })).toEqual({
      name: "rating/changed",
      data: { movieId: movie(0), userId, correlationId: "request-1" },
    });
    await clearRating({ movieId: movie(0), userId });
    await clearRating({ movieId: movie(0), userId });
    expect([await count(), await db().outbox.count(), await db().rating.count()]).toEqual([30, 3, 0]);
    await expect(rateMovie({ movieId: 999_999, userId, value: 7 })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("counts each film once, whatever comes at once", async () => {
    const acts = [...movies, ...movies].map((movieId, at) =>
      rateMovie({ movieId, userId, value: 1 + (at % 10) }),
    );
    await Promise.all(acts);
    expect([await count(), await db().rating.count(), await noted()]).toEqual([38, 8, movies]);
  });
});

describe("votes of many at once", () => {
  let voters: number[];

  beforeEach(async () => {
    voters = [];
    for (let at = 0; at < 12; at++) voters.push((await makePerson()).id);
    // The weight of one of them changes with it.
    await db().user.updateMany({ where: { id: { in: voters.slice(1) } }, data: { ratingCount: 30 } });
  });

  const everything = async () => ({
    ratings: await db().rating.findMany({
      select: { userId: true, movieId: true, value: true },
      orderBy: [{ userId: "asc" }, { movieId: "asc" }],
    }),
    counts: await db().user.findMany({
      where: { id: { in: voters } },
      select: { ratingCount: true },
      orderBy: { id: "asc" },
    }),
    noted: await noted(),
    facts: await db().outbox.count(),
  });

  test("share a statement and have the effects of each alone", async () => {
    const cast = (userId: number, at: number) =>
      rateMovie({ movieId: movie(at % 3), userId, value: 1 + (at % 10) });
    await Promise.all(voters.map(cast));
    const together = await everything();
    const [{ transactions } = { transactions: 0n }] = await db().$queryRaw<{ transactions: bigint }[]>`
      select count(distinct xmin::text) as transactions from rating`;
    expect(transactions).toBeLessThan(6n);
    await db().rating.deleteMany();
    await forget();
    await db().user.updateMany({ where: { id: { in: voters.slice(1) } }, data: { ratingCount: 30 } });
    await db().user.updateMany({ where: { id: voters[0] ?? 0 }, data: { ratingCount: 0 } });
    for (const [at, voter] of voters.entries()) await cast(voter, at);
    expect(together).toEqual(await everything());
  });

  test("note the other films of each whose weight changes", async () => {
    const newcomers = voters.slice(0, 3);
    await db().user.updateMany({ where: { id: { in: newcomers } }, data: { ratingCount: 1 } });
    await db().rating.createMany({
      data: newcomers.map((userId, at) => ({ userId, movieId: movie(at), value: 5 })),
    });
    await Promise.all(voters.map((userId) => rateMovie({ movieId: movie(7), userId, value: 8 })));
    expect(await noted()).toEqual([movie(0), movie(1), movie(2), movie(7)]);
  });

  test("withdraw beside those that are given", async () => {
    await Promise.all(voters.map((id) => rateMovie({ movieId: movie(0), userId: id, value: 5 })));
    await Promise.all(
      voters.map((id, at) =>
        at % 2 === 1
          ? clearRating({ movieId: movie(0), userId: id })
          : rateMovie({ movieId: movie(1), userId: id, value: 9 }),
      ),
    );
    const { ratings, counts } = await everything();
    expect(ratings.map(({ userId: id, movieId }) => [id, movieId])).toEqual(
      voters.flatMap((id, at) =>
        at % 2 === 1
          ? []
          : [
              [id, movie(0)],
              [id, movie(1)],
            ],
      ),
    );
    expect(counts.map(({ ratingCount }) => ratingCount)).toEqual(
      voters.map((_, at) => (at === 0 ? 2 : at % 2 === 1 ? 30 : 32)),
    );
  });

  test("don't wait for a film that somebody is saving, unless they are for it", async () => {
    const saving = await begin((tx) => tx.$executeRaw`select from movie where id = ${movie(0)} for update`);
    const done: number[] = [];
    const votes = voters.map(async (id, place) => {
      await rateMovie({ movieId: movie(place === 3 ? 0 : 1), userId: id, value: 7 });
      done.push(place);
    });
    await Promise.all(votes.filter((_, place) => place !== 3));
    expect(done).not.toContain(3);
    await Promise.all([saving.commit(), ...votes]);
    expect((await everything()).ratings).toEqual(
      voters.map((userId, place) => ({ userId, movieId: movie(place === 3 ? 0 : 1), value: 7 })),
    );
  });

  test("don't share the fate of one that isn't possible", async () => {
    const at = (place: number) => voters[place] ?? 0;
    const results = await Promise.allSettled([
      rateMovie({ movieId: movie(0), userId: at(1), value: 7 }),
      rateMovie({ movieId: 999_999, userId: at(2), value: 7 }),
      // The edges refuse it; here it stands for whatever spoils a whole statement.
      rateMovie({ movieId: movie(0), userId: at(3), value: 99_999 }),
      rateMovie({ movieId: movie(0), userId: at(4), value: 8 }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect((await everything()).ratings).toEqual([
      { userId: at(1), movieId: movie(0), value: 7 },
      { userId: at(4), movieId: movie(0), value: 8 },
    ]);
  });
});

describe("clearRating", () => {
  test("withdraws a rating once, and does nothing without one", async () => {
    for (let at = 0; at < 6; at++) await rateMovie({ movieId: movie(at), userId, value: 7 });
    await forget();
    await clearRating({ movieId: movie(0), userId });
    expect([await count(), await noted()]).toEqual([5, [movie(0)]]);
    await forget();
    await clearRating({ movieId: movie(0), userId });
    expect([await count(), await noted(), await db().outbox.count()]).toEqual([5, [], 0]);
    await clearRating({ movieId: movie(1), userId });
    expect([await count(), await noted()]).toEqual([4, movies.slice(1, 6)]);
  });

  test("refuses films that aren't there", async () => {
    await expect(clearRating({ movieId: 999_999, userId })).rejects.toMatchObject({ code: "not-found" });
  });
});

test("whatever happens at once, the count is the number of ratings", async () => {
  const act = fc.record({ at: fc.nat(7), value: fc.option(fc.integer({ min: 1, max: 10 })) });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
      await Promise.all(
        acts.map(({ at, value }) =>
          value === null
            ? clearRating({ movieId: movie(at), userId })
            : rateMovie({ movieId: movie(at), userId, value }),
        ),
      );
      expect(await count()).toBe(await db().rating.count({ where: { userId } }));
    }),
    { numRuns: 15 },
  );
});
