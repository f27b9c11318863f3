import { expect } from "vitest";
import { addMovie, trashMovie, updateMovie } from "../catalog/commands";
import { movieInput } from "../catalog/schema";
import { db } from "../db";
import { clearRating, rateMovie } from "../ratings/commands";
import { truncateAll } from "../testing/database";
import { computeLists, publishedLists } from "../testing/oracle";
import { publishDecayed, publishFullEdition, refreshRankings } from "./commands";
import { verifyEdition } from "./history";
import { findListPage } from "./queries";

const GENRES = ["drama", "comedy"];

/** Something that happens to the catalogue or the rankings; film and person are taken modulo what there is. */
export type Act =
  | { kind: "add"; year: number; genre: number; released: boolean }
  | { kind: "rate"; film: number; person: number; value: number }
  | { kind: "clear"; film: number; person: number }
  | { kind: "change"; film: number; genre: number }
  | { kind: "trash"; film: number }
  | { kind: "refresh" | "refresh twice" | "decay" | "full" };

/** Whose editions the tests make. */
export const run = { runId: "test" };

/** A world of twelve people, one of whom is staff; keeps which films there are. */
export async function makeWorld() {
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

export type World = Awaited<ReturnType<typeof makeWorld>>;

/** Has an act happen. */
export async function perform(world: World, action: Act, at: number): Promise<void> {
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

/** Publishes until nothing waits. */
export async function drain(): Promise<void> {
  for (let more = true; more; ) ({ more } = await refreshRankings({ ...run, reason: "votes" }));
}

/** What must hold whenever the queue is empty. */
export async function expectOracle(): Promise<void> {
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

/** Eight films, of which everybody has rated six, published. */
export async function makeRatedWorld(): Promise<World> {
  const world = await makeWorld();
  for (let at = 0; at < 8; at++)
    await perform(world, { kind: "add", year: 1990 + at, genre: 0, released: true }, at);
  for (const person of world.people)
    for (const movieId of world.films.slice(0, 6)) await rateMovie({ movieId, userId: person, value: 6 });
  await drain();
  return world;
}
