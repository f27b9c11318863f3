import { beforeAll, describe, expect, test, vi } from "vitest";
import { db } from "../db";
import { rateMovie } from "../ratings/commands";
import { truncateAll } from "../testing/database";
import { makeMovie, makePerson, makeStandingLists, publishAll } from "../testing/factories";
import { trashMovie } from "./commands";
import { findMovieDetail, findMovies } from "./movie-detail";
import { findMoviePage } from "./movie-page";
import { type Movie, movieQuery, movieSchema } from "./schema";

const FILMS = 30;

let ids: number[];

/** Thirty films of which every third has enough votes to be ranked, one has too few and one is in the trash. */
beforeAll(async () => {
  await truncateAll();
  await makeStandingLists();
  const editor = await makePerson("editor");
  ids = [];
  for (let at = 0; at < FILMS; at++)
    ids.push(
      await makeMovie(
        {
          title: `${String.fromCharCode(65 + ((at * 7) % 26))} Film ${at}`,
          year: 1985 + (at % 10),
          genres: at % 2 ? ["drama"] : ["drama", "film-noir"],
          countries: at % 5 ? ["GB"] : ["FR", "GB"],
          directors: ["Carol Reed", "Agnès Varda"],
          releaseDate: at % 2 ? `${1985 + (at % 10)}-05-01` : null,
        },
        editor.id,
      ),
    );
  const people = await Promise.all(Array.from({ length: 6 }, () => makePerson()));
  for (const [index, person] of people.entries())
    for (const [at, movieId] of ids.entries())
      if (at % 3 === 0 || (at === 1 && index === 0))
        await rateMovie({ movieId, userId: person.id, value: 1 + ((at * (index + 3)) % 10) });
  await trashMovie(ids[3] ?? 0, { userId: editor.id });
  await publishAll();
});

async function films(given: Record<string, string>): Promise<{ movies: Movie[]; total: number }> {
  const { data, total } = await findMoviePage(movieQuery.parse(given));
  return { movies: movieSchema.array().parse(JSON.parse(data)), total };
}

/** All films of a query, page by page. */
async function walk(given: Record<string, string>, pageSize: number): Promise<Movie[]> {
  const { total } = await films({ ...given, pageSize: "1" });
  const pages = Array.from({ length: Math.ceil(total / pageSize) + 1 }, (_, at) => String(at + 1));
  const parts = await Promise.all(pages.map((page) => films({ ...given, page, pageSize: String(pageSize) })));
  return parts.flatMap((part) => part.movies);
}

describe("by rank", () => {
  test("gives the list's order, then the others as they came, with no film twice and none in the trash", async () => {
    const { movies, total } = await films({ pageSize: "100" });
    expect(total).toBe(FILMS - 1);
    const ranked = movies.filter((movie) => movie.position !== null);
    const others = movies.filter((movie) => movie.position === null);
    expect(ranked.map((movie) => movie.position)).toEqual(ranked.map((_, at) => at + 1));
    expect(movies).toEqual([...ranked, ...others]);
    expect(ranked.map((movie) => movie.score ?? 0)).toEqual(
      ranked.map((movie) => movie.score ?? 0).sort((a, b) => b - a),
    );
    expect(others.map((movie) => movie.id)).toEqual(ids.filter((_, at) => at % 3 !== 0));
    expect(ranked).toHaveLength(9);
  });

  test.each([1, 2, 7, 9, 10, 13])("is the same in pages of %i", async (pageSize) => {
    const { movies } = await films({ pageSize: "100" });
    expect(await walk({}, pageSize)).toEqual(movies);
  });

  test("backwards is the same backwards", async () => {
    const { movies } = await films({ pageSize: "100" });
    expect(await walk({ order: "desc" }, 4)).toEqual([...movies].reverse());
  });

  test.each([
    [{ genre: "film-noir" }, (movie: Movie) => movie.genres.includes("film-noir")],
    [{ decade: "1990s" }, (movie: Movie) => movie.year >= 1990],
    [
      { decade: "1990s", genre: "film-noir" },
      (movie: Movie) => movie.year >= 1990 && movie.genres.includes("film-noir"),
    ],
    [{ country: "FR" }, (movie: Movie) => movie.countries.includes("FR")],
    [{ q: "film 1" }, (movie: Movie) => /film 1/i.test(movie.title)],
  ])("filtered by %j keeps the order and the positions", async (filter, belongs) => {
    const { movies } = await films({ pageSize: "100" });
    const wanted = movies.filter(belongs);
    expect(wanted.length).toBeGreaterThan(1);
    expect(await walk(filter, 3)).toEqual(wanted);
    expect((await films(filter)).total).toBe(wanted.length);
  });
});

describe("otherwise sorted", () => {
  test("by title, year and date added", async () => {
    const titles = (await films({ sort: "title", pageSize: "100" })).movies.map((movie) => movie.title);
    expect(titles).toEqual([...titles].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    const years = (await films({ sort: "year", order: "desc", pageSize: "100" })).movies.map(
      (movie) => movie.year,
    );
    expect(years).toEqual([...years].sort((a, b) => b - a));
    const added = (await films({ sort: "added", pageSize: "100" })).movies.map((movie) => movie.id);
    expect(added).toEqual(ids.filter((_, at) => at !== 3));
  });

  test("a search for one or two letters finds whole words, in any place", async () => {
    await db().movie.updateMany({ where: { id: ids[5] ?? 0 }, data: { titleKey: "it is film" } });
    const found = async (q: string) => (await films({ q, pageSize: "100" })).movies.map(({ id }) => id);
    expect(await found("1")).toEqual([ids[1]]);
    expect(await found("It")).toEqual([ids[5]]);
    expect(await found("is")).toEqual([ids[5]]);
    expect(await found("i.s.")).toEqual([]);
    expect(await found("it is")).toEqual([ids[5]]);
    expect(await found("?!")).toEqual([]);
    expect(await found("fi")).toEqual([]);
    expect((await found("fil")).length).toBeGreaterThan(10);
  });

  test("a search for a wildcard finds nothing", async () => {
    expect((await films({ q: "100%" })).total).toBe(0);
  });

  test("an unknown genre and a page beyond the last are empty", async () => {
    expect(await films({ genre: "nothing" })).toEqual({ movies: [], total: 0 });
    expect((await films({ page: "1000000" })).movies).toEqual([]);
  });
});

describe("one film", () => {
  test("is the same from a row as in a page's JSON, in every list's order", async () => {
    const { movies } = await films({ pageSize: "100" });
    const found = await findMovies(movies.map((movie) => movie.id));
    expect(movies.map((movie) => found.get(movie.id))).toEqual(movies);
  });

  test("has its ranks and a histogram of the house's votes", async () => {
    const id = ids[0] ?? 0;
    const found = await findMovieDetail(id);
    expect(found?.movie.ranks.map((rank) => rank.list).sort()).toEqual([
      "1980s",
      "all-time",
      "drama",
      "film-noir",
      "trending",
    ]);
    expect(found?.movie.histogram.reduce((sum, count) => sum + count, 0)).toBe(6);
    expect(await findMovieDetail(found?.movie.slug ?? "")).toEqual(found);
  });

  test("with few votes has a score and no position", async () => {
    const found = await findMovieDetail(ids[1] ?? 0);
    expect(found?.movie).toMatchObject({ position: null, votes: 1 });
    expect(found?.movie.score).toBeGreaterThan(1);
  });

  test("in the trash is not there", async () => {
    expect(await findMovieDetail(ids[3] ?? 0)).toBeNull();
    expect(await db().listEntry.count({ where: { movieId: ids[3] ?? 0 } })).toBe(0);
  });
});

test("dear searches hold three connections, some wait for their turn, and the rest is told to come back", async () => {
  const outcomes: string[] = [];
  const { locked, searches } = await db().$transaction(
    async (tx) => {
      await tx.$executeRaw`lock table movie in access exclusive mode`;
      const searches = Array.from({ length: 40 }, () =>
        films({ q: "film" }).then(
          () => outcomes.push("found"),
          ({ code, retryAfter }) => outcomes.push(`${code}, ${retryAfter}`),
        ),
      );
      const locked = await vi.waitFor(async () => {
        const rows = await tx.$queryRaw<unknown[]>`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        expect(rows.length).toBeGreaterThan(0);
        expect(outcomes).toEqual(Array(7).fill("unavailable, 5"));
        return rows.length;
      });
      return { locked, searches };
    },
    { timeout: 20_000 },
  );
  expect(locked).toBeLessThanOrEqual(3);
  await Promise.all(searches);
  expect(outcomes.filter((outcome) => outcome === "found")).toHaveLength(33);
});
