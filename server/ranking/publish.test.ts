import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { addMovie, trashMovie, updateMovie } from "../catalog/commands";
import { movieInput } from "../catalog/schema";
import { db } from "../db";
import { clearRating, rateMovie } from "../ratings/commands";
import { truncateAll } from "../testing/database";
import { computeLists, publishedLists } from "../testing/oracle";
import { publishDecayed, publishFullEdition, refreshRankings } from "./commands";
import { findEntriesAsOf, verifyEdition } from "./history";
import { findListPage } from "./queries";

const GENRES = ["drama", "comedy"];

/** Something that happens to the catalogue or the rankings; film and person are taken modulo what there is. */
type Act =
  | { kind: "add"; year: number; genre: number; released: boolean }
  | { kind: "rate"; film: number; person: number; value: number }
  | { kind: "clear"; film: number; person: number }
  | { kind: "change"; film: number; genre: number }
  | { kind: "trash"; film: number }
  | { kind: "refresh" | "refresh twice" | "decay" | "full" };

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

const run = { runId: "test" };

/** A world of twelve people, one of whom is staff; keeps which films there are. */
async function makeWorld() {
  await truncateAll();
  await db().list.createMany({
    data: [
      { slug: "all-time", title: "All time", kind: "all", minimumWeight: 1_000 },
      { slug: "trending", title: "Trending", kind: "trending", minimumWeight: 400 },
    ],
  });
  const people = await db().user.createManyAndReturn({
    data: Array.from({ length: 12 }, (_, at) => ({
      email: `p${at}@test.invalid`,
      handle: `p${at}`,
      name: `P${at}`,
    })),
    select: { id: true },
  });
  const films: number[] = [];
  return { people: people.map((person) => person.id), films };
}

type World = Awaited<ReturnType<typeof makeWorld>>;

async function perform(world: World, action: Act, at: number): Promise<void> {
  const actor = { userId: world.people[0] ?? 0 };
  const film = "film" in action ? world.films[action.film % Math.max(1, world.films.length)] : undefined;
  const userId = "person" in action ? world.people[action.person] : undefined;
  switch (action.kind) {
    case "add": {
      const genre = GENRES[action.genre];
      const { id } = await addMovie(
        movieInput.parse({
          title: `Film ${at}`,
          year: action.year,
          releaseDate: action.released ? `${action.year}-05-01` : null,
          genres: genre ? [genre] : [],
        }),
        actor,
      );
      world.films.push(id);
      return;
    }
    case "rate":
      if (film && userId) await rateMovie({ movieId: film, userId, value: action.value });
      return;
    case "clear":
      if (film && userId) await clearRating({ movieId: film, userId });
      return;
    case "change":
      if (film) await updateMovie(film, { genres: GENRES.slice(0, action.genre) }, null, actor);
      return;
    case "trash":
      if (film) {
        await trashMovie(film, actor);
        world.films.splice(world.films.indexOf(film), 1);
      }
      return;
    case "refresh twice": // an event delivered twice
      await Promise.all([
        refreshRankings({ ...run, reason: "votes" }),
        refreshRankings({ ...run, reason: "votes" }),
      ]);
      return;
    case "refresh":
      await refreshRankings({ ...run, reason: "votes" });
      return;
    case "decay":
      await publishDecayed({ ...run, reason: "hourly" });
      return;
    case "full":
      await publishFullEdition({ ...run, reason: "nightly" });
  }
}

async function drain(): Promise<void> {
  for (let more = true; more; ) ({ more } = await refreshRankings({ ...run, reason: "votes" }));
}

/** What must hold whenever the queue is empty. */
async function expectOracle(): Promise<void> {
  const state = await db().rankingState.findUniqueOrThrow({ where: { id: 1 } });
  const published = await publishedLists(db());
  expect(published).toEqual(await computeLists(db(), { prior: state, asOf: state.trendingAsOf }));
  expect(state.votes).toBe(await db().rating.count());
  for (const list of await db().list.findMany()) {
    const entries = published.get(list.slug) ?? [];
    expect({ slug: list.slug, total: list.total }).toEqual({ slug: list.slug, total: entries.length });
    if (list.kind === "waiting") continue;
    const page = await findListPage(list.slug, 1, 100, new Date());
    expect(page?.entries.map((entry) => [entry.position, entry.movie.id])).toEqual(
      entries.slice(0, 100).map((entry, at) => [at + 1, entry.movieId]),
    );
    if (list.edition === 0) continue;
    expect(await verifyEdition(list.slug, list.edition)).toMatchObject({ ok: true });
  }
}

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
    world = await makeWorld();
    for (let at = 0; at < 8; at++)
      await perform(world, { kind: "add", year: 1990 + at, genre: 0, released: true }, at);
    for (const person of world.people)
      for (const movieId of world.films.slice(0, 6)) await rateMovie({ movieId, userId: person, value: 6 });
    await drain();
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

  test("finds a vote that counts for more than its voter has, and says that it did", async () => {
    await db().rating.updateMany({ where: { movieId: world.films[0] ?? 0 }, data: { weight: 200 } });
    await db().dirtyMovie.create({ data: { movieId: world.films[0] ?? 0 } });
    await drain();
    const { repaired } = await publishFullEdition({ ...run, reason: "nightly" });
    expect(repaired).toEqual({ films: 1, lists: 0 });
    await expectOracle();
  });

  test("finds entries and counts that somebody changed, with no votes to account for it", async () => {
    const list = await db().list.findUniqueOrThrow({ where: { slug: "all-time" } });
    const full = () => publishFullEdition({ ...run, reason: "nightly" });
    expect((await full()).repaired).toEqual({ films: 0, lists: 0 });

    await db().listBlock.updateMany({ where: { listId: list.id }, data: { count: { increment: 2 } } });
    expect((await full()).repaired).toEqual({ films: 0, lists: 1 });
    await expectOracle();
    await db().list.update({ where: { id: list.id }, data: { total: 3 } });
    expect((await full()).repaired).toEqual({ films: 0, lists: 1 });
    await expectOracle();

    const entryOf = (at: number) => ({ listId_movieId: { listId: list.id, movieId: world.films[at] ?? 0 } });
    await db().listEntry.update({ where: entryOf(2), data: { scoreKey: -9_999_999 } });
    await db().listEntry.update({ where: entryOf(3), data: { votes: 7, inputSum: 4_711 } });
    await db().listEntry.delete({ where: entryOf(4) });
    expect((await full()).repaired).toMatchObject({ films: 3 });
    expect((await full()).repaired).toEqual({ films: 0, lists: 0 });
    await expectOracle();
    await rateMovie({ movieId: world.films[5] ?? 0, userId: world.people[0] ?? 0, value: 10 });
    await drain();
    await expectOracle();

    await db().listHash.update({ where: { listId: list.id }, data: { state: new Uint8Array(2_048) } });
    expect((await full()).repaired).toEqual({ films: 0, lists: 1 });
    await rateMovie({ movieId: world.films[5] ?? 0, userId: world.people[1] ?? 0, value: 1 });
    await drain();
    await expectOracle();
  });

  test("of one list is reckoned as the others stand, whatever a release has changed", async () => {
    const full = (list?: string) =>
      publishFullEdition({ ...run, reason: "nightly", ...(list === undefined ? {} : { list }) });
    await db().rankingState.updateMany({ data: { priorWeightMilli: 20_000 } });
    await db().dirtyMovie.createMany({ data: world.films.map((movieId) => ({ movieId })) });
    await drain();
    expect((await full("1990s")).repaired).toEqual({ films: 0, lists: 0 });
    expect((await db().rankingState.findFirstOrThrow()).priorWeightMilli).toBe(20_000);
    expect((await full()).repaired).toEqual({ films: 0, lists: 0 });
    expect((await db().rankingState.findFirstOrThrow()).priorWeightMilli).not.toBe(20_000);
    await expectOracle();
  });

  test("of one list leaves a note of what it repaired for the others", async () => {
    const movieId = world.films[0] ?? 0;
    await db().movieStat.update({ where: { movieId }, data: { weightedSum: 1, weight: 1_000 } });
    await publishFullEdition({ ...run, reason: "requested", list: "1990s" });
    expect(await db().dirtyMovie.findMany({ select: { movieId: true } })).toEqual([{ movieId }]);
    await drain();
    await expectOracle();
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
