import { beforeAll, expect, test } from "vitest";
import { findMovieDetail } from "./catalog/movie-detail";
import { findMoviePage } from "./catalog/movie-page";
import { findAdminPage, findDuplicate } from "./catalog/queries";
import { movieQuery } from "./catalog/schema";
import { db, type Tx } from "./db";
import { findEdition, findEditions, findEntriesAsOf } from "./ranking/history";
import { publishChanges } from "./ranking/publish";
import { explainMovie, findCounts, findListPage, findLists, findMoved } from "./ranking/queries";
import { areMembersWaiting, findStaleMembers } from "./recommendations/queries";
import { FILMS, makeMillionFilms } from "./testing/million";
import { faultsOf, ListeningPool } from "./testing/plans";

/** Rows that may be read from end to end: of a table that doesn't grow with the catalogue. */
const SMALL_TABLE = 5_000;

let pool: ListeningPool;

beforeAll(async () => {
  pool = new ListeningPool();
  await makeMillionFilms();
}, 600_000);

const now = new Date();
const movies = (given: Record<string, string>) => findMoviePage(movieQuery.parse(given));

/** Every read that anybody may ask for, at the catalogue's beginning and its end; and what jobs ask again and again. */
const READS: [string, () => Promise<unknown>][] = [
  ["GET /movies", () => movies({})],
  ["GET /movies, the last ranked", () => movies({ page: String(FILMS / 10 / 50) })],
  ["GET /movies, the last", () => movies({ page: String(FILMS / 50) })],
  ["GET /movies of a genre", () => movies({ genre: "genre-11", page: "10" })],
  ["GET /movies of a genre, the last", () => movies({ genre: "genre-11", page: "1000" })],
  ["GET /movies of a decade, the last", () => movies({ decade: "1990s", page: "2000" })],
  ["GET /movies by title", () => movies({ sort: "title" })],
  ["GET /movies by year", () => movies({ sort: "year", order: "desc" })],
  ["GET /movies by date added", () => movies({ sort: "added", order: "desc" })],
  ["GET /movies, search", () => movies({ q: "goodbye of 77777" })],
  ["GET /movies, search for a short word", () => movies({ q: "It" })],
  ["GET /lists", () => findLists()],
  ["a list's first page", () => findListPage("all-time", 1, 50, now)],
  ["a list's last page", () => findListPage("all-time", FILMS / 10 / 50, 50, now)],
  ["a genre's page", () => findListPage("genre-11", 50, 50, now)],
  ["trending", () => findListPage("trending", 1, 50, now)],
  ["what moved", () => findMoved("all-time", now, 6)],
  ["the home page's counts", () => findCounts()],
  ["a film by address", () => findMovieDetail("the-blue-angel-of-500010-1935")],
  ["a film by number", () => findMovieDetail(500_010)],
  ["an explanation", () => explainMovie(500_010, "all-time")],
  ["an explanation of a film that waits", () => explainMovie(500_011, "all-time")],
  ["GET /editions", () => findEditions("all-time", 2, 50)],
  ["GET /editions/{n}", () => findEdition("all-time", 7)],
  ["entries as of an edition", () => findEntriesAsOf("genre-11", 7, 1, 50)],
  ["a duplicate while typing", () => findDuplicate("The Third Man of 70", 1995)],
  ["the admin list", () => findAdminPage({ page: 1, q: "" })],
  ["members whose lists are stale", () => findStaleMembers(500)],
  ["whether stale lists wait", () => areMembersWaiting()],
];

async function expectIndexes(work: () => Promise<unknown>): Promise<void> {
  const plans = await pool.plansOf(work);
  expect(plans.length).toBeGreaterThan(0);
  for (const { sql, plan } of plans) {
    expect({ sql, faults: faultsOf(plan, SMALL_TABLE) }).toEqual({ sql, faults: [] });
  }
}

test.each(READS)("%s reads by index and sorts in memory", { timeout: 60_000 }, async (_, read) => {
  await expectIndexes(read);
});

test("publishing what votes changed reads by index and sorts in memory", { timeout: 60_000 }, async () => {
  const movieIds = Array.from({ length: 100 }, (_, at) => 500_010 + 10 * at);
  await db().dirtyMovie.createMany({ data: movieIds.map((movieId) => ({ movieId })) });
  const undo = new Error("as it was");
  const publish = async (tx: Tx) => {
    const { films, published } = await publishChanges(tx, { reason: "votes", at: now });
    expect([films.length, published.map(({ list }) => list)]).toEqual([
      100,
      expect.arrayContaining(["all-time"]),
    ]);
    throw undo;
  };
  await expectIndexes(() => expect(db().$transaction(publish, { timeout: 60_000 })).rejects.toBe(undo));
});
