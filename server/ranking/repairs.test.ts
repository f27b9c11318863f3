import { beforeEach, describe, expect, test } from "vitest";
import { db } from "../db";
import { rateMovie } from "../ratings/commands";
import { publishFullEdition } from "./commands";
import { drain, expectOracle, makeRatedWorld, run, type World } from "./harness";

describe("a full edition", () => {
  let world: World;

  beforeEach(async () => {
    world = await makeRatedWorld();
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
});
