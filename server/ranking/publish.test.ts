import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { trashMovie } from "../catalog/commands";
import { db } from "../db";
import { rateMovie } from "../ratings/commands";
import { computeLists, publishedLists } from "../testing/oracle";
import { publishFullEdition, refreshRankings } from "./commands";
import {
  type Act,
  drain,
  expectOracle,
  makeRatedWorld,
  makeWorld,
  perform,
  run,
  type World,
} from "./harness";
import { findEntriesAsOf, verifyEdition } from "./history";
import { findListPage } from "./queries";

const small = fc.nat({ max: 30 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("add"),
      year: fc.integer({ min: 1985, max: 2004 }),
      genre: fc.nat({ max: 2 }),
      released: fc.boolean(),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("rate"),
      film: small,
      person: fc.nat({ max: 11 }),
      value: fc.integer({ min: 1, max: 10 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("clear"), film: small, person: fc.nat({ max: 11 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("change"), film: small, genre: fc.nat({ max: 2 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("trash"), film: small }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("refresh", "refresh twice", "decay", "full") }) },
);

describe("whatever happens, in whatever order", () => {
  test("the published lists equal a computation from scratch", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 70, size: "max" }), async (acts) => {
        const world = await makeWorld();
        for (const [at, action] of acts.entries()) await perform(world, action, at);
        await drain();
        await expectOracle();
        // A full edition finds nothing that the incremental ones missed.
        const { repaired } = await publishFullEdition({ ...run, reason: "nightly" });
        expect(repaired).toEqual({ films: 0, lists: 0 });
        await expectOracle();
        // And its C is the mean of the films' means, from scratch as well.
        const fromScratch = await computeLists(db());
        expect((await publishedLists(db())).get("all-time")).toEqual(fromScratch.get("all-time"));
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });
});

describe("an edition", () => {
  let world: World;

  beforeEach(async () => {
    world = await makeRatedWorld();
  });

  test("is not made when nothing moved", async () => {
    const before = await db().edition.count();
    await refreshRankings({ ...run, reason: "votes" });
    await rateMovie({ movieId: world.films[0] ?? 0, userId: world.people[0] ?? 0, value: 6 });
    await drain();
    await publishFullEdition({ ...run, reason: "requested" });
    await publishFullEdition({ ...run, reason: "requested" });
    const after = await db().edition.count();
    // The first full one may bring a new C; the second has nothing left to say.
    expect(after).toBeLessThanOrEqual(before + (await db().list.count()));
  });

  test("keeps who moved from where to where", async () => {
    const [first, , third] = (await findListPage("all-time", 1, 10, new Date()))?.entries ?? [];
    if (!first || !third) throw new Error("the list should hold six films");
    for (const userId of world.people) await rateMovie({ movieId: third.movie.id, userId, value: 10 });
    await drain();
    const list = await db().list.findUniqueOrThrow({ where: { slug: "all-time" } });
    const moved = await db().movement.findMany({
      where: { listId: list.id, edition: list.edition },
      orderBy: { toPosition: "asc" },
      select: { movieId: true, fromPosition: true, toPosition: true },
    });
    expect(moved).toMatchObject([
      { movieId: third.movie.id, fromPosition: 3, toPosition: 1 },
      { movieId: first.movie.id, fromPosition: 1, toPosition: 2 },
      { fromPosition: 2, toPosition: 3 },
    ]);
    const page = await findListPage("all-time", 1, 10, new Date());
    expect(page?.entries[0]).toMatchObject({
      position: 1,
      previousPosition: 3,
      movie: { id: third.movie.id },
    });
  });

  test("stands as it was after others followed", async () => {
    const list = await db().list.findUniqueOrThrow({ where: { slug: "all-time" } });
    const before = (await publishedLists(db())).get("all-time") ?? [];
    const last = before.at(-1)?.movieId ?? 0;
    for (const userId of world.people) await rateMovie({ movieId: last, userId, value: 10 });
    await drain();
    await trashMovie(before[0]?.movieId ?? 0, { userId: world.people[0] ?? 0 });
    await drain();
    const stood = await findEntriesAsOf("all-time", list.edition, 1, 100);
    expect(stood?.entries.map((entry) => entry.movieId)).toEqual(before.map((entry) => entry.movieId));
    expect(await verifyEdition("all-time", list.edition)).toMatchObject({ ok: true });
    await db().entryHistory.updateMany({ where: { listId: list.id, movieId: last }, data: { votes: 99 } });
    expect(await verifyEdition("all-time", list.edition)).toMatchObject({ ok: false });
  });

  test("is left standing, with nothing lost, when a publish fails in the middle", async () => {
    const before = await publishedLists(db());
    for (const userId of world.people) await rateMovie({ movieId: world.films[7] ?? 0, userId, value: 9 });
    // The publish's last writes are refused: the database itself says no.
    await db().$executeRaw`alter table edition add constraint refused check (number < 0) not valid`;
    await expect(refreshRankings({ ...run, reason: "votes" })).rejects.toThrow();
    expect(await publishedLists(db())).toEqual(before);
    await db().$executeRaw`alter table edition drop constraint refused`;
    await drain();
    await expectOracle();
  });

  test("is never read half: pages read while it is published are of one edition", async () => {
    let reading = true;
    const torn: unknown[] = [];
    const reader = (async () => {
      while (reading) {
        const page = await findListPage("all-time", 1, 100, new Date());
        const positions = page?.entries.map((entry) => entry.position) ?? [];
        const films = new Set(page?.entries.map((entry) => entry.movie.id));
        if (films.size !== positions.length || positions.some((position, at) => position !== at + 1))
          torn.push(page);
      }
    })();
    for (let round = 0; round < 15; round++) {
      for (const movieId of world.films)
        await rateMovie({
          movieId,
          userId: world.people[round % 12] ?? 0,
          value: 1 + ((round * 7 + movieId) % 10),
        });
      await drain();
    }
    reading = false;
    await reader;
    expect(torn).toEqual([]);
    await expectOracle();
  });
});
