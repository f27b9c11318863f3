import { beforeEach, describe, expect, test, vi } from "vitest";
import { updateMovie } from "../catalog/commands";
import { db, type Tx } from "../db";
import { makePerson } from "../testing/factories";
import { clearRating, rateMovie } from "./commands";
import { count, forget, movie, noted, prepare, userId } from "./harness";

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

/** How many statements wait for a lock. */
async function waiting(): Promise<number> {
  const rows = await db().$queryRaw<unknown[]>`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return rows.length;
}

beforeEach(prepare);

test("a vote notes also what another process writes of the same voter meanwhile", async () => {
  const other = await begin(async (tx) => {
    await tx.$executeRaw`update app_user set rating_count = 1 where id = ${userId}`;
    await tx.rating.create({ data: { movieId: movie(1), userId, value: 7 } });
  });
  const vote = rateMovie({ movieId: movie(0), userId, value: 8 });
  await vi.waitFor(async () => expect(await waiting()).toBe(1));
  await Promise.all([other.commit(), vote]);
  expect([await count(), await noted()]).toEqual([2, [movie(0), movie(1)]]);
});

test("a vote doesn't wait for the film while staff saves it", async () => {
  // Whoever saves waits here at the end, with the film locked.
  const other = await begin((tx) => tx.$executeRaw`update cache_version set version = version`);
  const saving = updateMovie(movie(0), { runtimeMinutes: 100 }, null, { userId });
  await vi.waitFor(async () => expect(await waiting()).toBe(1));
  expect(await rateMovie({ movieId: movie(0), userId, value: 8 })).toMatchObject({ value: 8 });
  expect(await waiting()).toBe(1);
  await Promise.all([other.commit(), saving]);
});

test.each([false, true])(
  "a vote as its voter's account is deleted is not said to be kept (rated before: %j)",
  async (rated) => {
    if (rated) await rateMovie({ movieId: movie(0), userId, value: 3 });
    const leaving = await begin((tx) => tx.user.delete({ where: { id: userId }, select: { id: true } }));
    const vote = expect(rateMovie({ movieId: movie(0), userId, value: 8 })).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await vi.waitFor(async () => expect(await waiting()).toBe(1));
    await Promise.all([leaving.commit(), vote]);
  },
);

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
