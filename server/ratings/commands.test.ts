import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { trashMovie } from "../catalog/commands";
import { db } from "../db";
import { clearRating, rateMovie } from "./commands";
import { count, forget, movie, movies, noted, prepare, userId } from "./harness";
import { findRatings } from "./queries";

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
