import { beforeEach, describe, expect, test } from "vitest";
import { db } from "../db";
import { truncateAll } from "../testing/database";
import { makeMovie, makePerson } from "../testing/factories";
import { addMovie, trashMovie, updateMovie } from "./commands";
import { findMovieDetail } from "./movie-detail";
import { movieInput, moviePatch } from "./schema";

let userId: number;

beforeEach(async () => {
  await truncateAll();
  userId = (await makePerson("editor")).id;
});

async function counted(): Promise<number> {
  return (await db().catalogCount.findUnique({ where: { id: 1 } }))?.movies ?? 0;
}

/** Statements that wait for another transaction's lock. */
async function waiting(): Promise<number> {
  const [row] = await db().$queryRaw<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  return row?.count ?? 0;
}

/** The tags that each version noted. */
async function stale(): Promise<string[]> {
  const noted = await db().cacheChange.findMany({ orderBy: { version: "asc" }, select: { tags: true } });
  return noted.map(({ tags }) => tags.toSorted().join(" "));
}

test("what a change makes stale is noted with it, for every process, and not where it is refused", async () => {
  const input = movieInput.parse({ title: "The Third Man", year: 1949, genres: ["film-noir"] });
  const { id } = await addMovie(input, { userId });
  await updateMovie(id, { title: "The Fourth Man" }, null, { userId });
  await expect(updateMovie(id, { title: "The Fifth Man" }, 1, { userId })).rejects.toThrow("Someone else");
  await trashMovie(id, { userId });
  await expect(trashMovie(id, { userId })).rejects.toThrow("no such film");
  expect(await stale()).toEqual([
    "genres lists movie:missing movies",
    `genres lists movie:${id} movies`,
    `movie:${id} movies`,
  ]);
});

describe("addMovie", () => {
  test("makes genres, people and the lists of its genres and decade, notes it and tells the jobs", async () => {
    const input = movieInput.parse({
      title: "  The  Third Man ",
      year: 1949,
      genres: ["film-noir", "drama", "drama"],
      directors: ["Carol Reed"],
      cast: ["Joseph Cotten", "Orson Welles"],
    });
    const { id, slug } = await addMovie(input, { userId, correlationId: "request-1" });
    expect(slug).toBe("the-third-man-1949");
    const movie = await db().movie.findUniqueOrThrow({
      where: { id },
      select: {
        title: true,
        titleKey: true,
        addedById: true,
        credits: { select: { kind: true, billing: true, person: { select: { name: true } } } },
      },
    });
    expect(movie).toMatchObject({ title: "The Third Man", titleKey: "the third man", addedById: userId });
    expect(
      movie.credits.map(({ kind, billing, person }) => `${kind} ${billing} ${person.name}`).sort(),
    ).toEqual(["cast 0 Joseph Cotten", "cast 1 Orson Welles", "director 0 Carol Reed"]);
    const lists = await db().list.findMany({
      where: { waitsForId: null },
      select: { slug: true, title: true, minimumWeight: true },
      orderBy: { slug: "asc" },
    });
    expect(lists).toEqual([
      { slug: "1940s", title: "The 1940s", minimumWeight: 5_000 },
      { slug: "drama", title: "Drama", minimumWeight: 5_000 },
      { slug: "film-noir", title: "Film Noir", minimumWeight: 5_000 },
    ]);
    expect(await db().dirtyMovie.findMany({ select: { movieId: true } })).toEqual([{ movieId: id }]);
    expect(await db().outbox.findMany({ select: { name: true, data: true } })).toEqual([
      { name: "movie/changed", data: { movieId: id, correlationId: "request-1" } },
    ]);
    expect(await counted()).toBe(1);
  });

  test("adds one film when five people add it at once, however they spell it", async () => {
    const spellings = ["Amélie", "amelie", "AMÉLIE!", "Amelie.", " Amélie "];
    const results = await Promise.allSettled(
      spellings.map((title) =>
        addMovie(movieInput.parse({ title, year: 2001, genres: ["comedy", "romance"] }), { userId }),
      ),
    );
    const [added] = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused).toHaveLength(4);
    for (const error of refused) expect(error).toMatchObject({ code: "conflict", data: added });
    expect(await db().movie.count()).toBe(1);
    expect(await counted()).toBe(1);
  });

  test("adds another of the same name when told so, at an address of its own", async () => {
    const film = { title: "Solaris", year: 1972 };
    await makeMovie(film, userId);
    const second = await addMovie(movieInput.parse({ ...film, allowDuplicate: true }), { userId });
    const third = await addMovie(movieInput.parse({ ...film, allowDuplicate: true }), { userId });
    expect([second.slug, third.slug]).toEqual(["solaris-2-1972", "solaris-3-1972"]);
  });

  test("films without Latin letters don't stand in each other's way", async () => {
    const one = await addMovie(movieInput.parse({ title: "東京物語", year: 1953 }), { userId });
    const two = await addMovie(movieInput.parse({ title: "雨月物語", year: 1953 }), { userId });
    expect([one.slug, two.slug]).toEqual(["film-1953", "film-2-1953"]);
  });

  test("many films with the same new genres and people at once", async () => {
    const genres = ["a", "b", "c", "d"];
    const directors = ["Ann", "Ben", "Cid"];
    await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        makeMovie(
          {
            title: `Film ${at}`,
            genres: at % 2 ? genres : [...genres].reverse(),
            directors: at % 2 ? directors : [...directors].reverse(),
          },
          userId,
        ),
      ),
    );
    expect([await db().genre.count(), await db().person.count(), await counted()]).toEqual([4, 3, 8]);
  });

  test("makes all its people in one order, so that no other film with the same new names is locked out", async () => {
    const person = (name: string) => ({ data: [{ slug: name.toLowerCase(), name }], skipDuplicates: true });
    const added = await db().$transaction(async (other) => {
      await other.person.createMany(person("Ann"));
      const adding = makeMovie({ title: "Crossed", directors: ["Zoe"], cast: ["Ann"] }, userId);
      await expect.poll(waiting).toBe(1);
      // Whoever made Zoe before waiting for Ann would now wait for us as we wait for them.
      await other.person.createMany(person("Zoe"));
      return { adding };
    });
    await expect(added.adding).resolves.toBeGreaterThan(0);
    expect([await db().person.count(), await db().credit.count()]).toEqual([2, 2]);
  });

  test("a film in the trash is no duplicate", async () => {
    const id = await makeMovie({ title: "Solaris", year: 1972 }, userId);
    await trashMovie(id, { userId });
    await expect(makeMovie({ title: "Solaris", year: 1972 }, userId)).resolves.toBeGreaterThan(id);
  });
});

describe("updateMovie", () => {
  test("changes what is given and counts the version", async () => {
    const id = await makeMovie({ title: "Solaris", year: 1972, genres: ["drama"], certificate: "A" }, userId);
    await updateMovie(
      id,
      moviePatch.parse({ runtimeMinutes: 167, certificate: null, genres: ["science-fiction"] }),
      1,
      { userId },
    );
    const movie = await db().movie.findUniqueOrThrow({
      where: { id },
      select: {
        title: true,
        runtimeMinutes: true,
        certificate: true,
        version: true,
        genres: { select: { genre: { select: { slug: true } } } },
      },
    });
    expect(movie).toMatchObject({ title: "Solaris", runtimeMinutes: 167, certificate: null, version: 2 });
    expect(movie.genres.map((tag) => tag.genre.slug)).toEqual(["science-fiction"]);
  });

  test("keeps the people and keywords that aren't given", async () => {
    const id = await makeMovie(
      {
        title: "Solaris",
        year: 1972,
        directors: ["Andrei Tarkovsky"],
        keywords: [" Space  Station ", "space station", "Ocean"],
      },
      userId,
    );
    await updateMovie(id, moviePatch.parse({ cast: ["Natalya Bondarchuk", "Donatas Banionis"] }), 1, {
      userId,
    });
    const read = async () => (await findMovieDetail(id))?.movie;
    expect(await read()).toMatchObject({
      directors: ["Andrei Tarkovsky"],
      cast: [{ name: "Natalya Bondarchuk" }, { name: "Donatas Banionis" }],
      keywords: ["space station", "ocean"],
    });
    await updateMovie(id, moviePatch.parse({ directors: [], keywords: [] }), 2, { userId });
    expect(await read()).toMatchObject({ directors: [], keywords: [], cast: [{}, {}] });
  });

  test("refuses what someone else changed since", async () => {
    const id = await makeMovie({ title: "Solaris", year: 1972 }, userId);
    const both = [100, 167].map((runtimeMinutes) => updateMovie(id, { runtimeMinutes }, 1, { userId }));
    const results = await Promise.allSettled(both);
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(updateMovie(id, { runtimeMinutes: 1 }, 1, { userId })).rejects.toMatchObject({
      code: "precondition-failed",
    });
  });

  test("refuses another film's title and year, and a release date that no longer fits", async () => {
    await makeMovie({ title: "Solaris", year: 1972 }, userId);
    const id = await makeMovie({ title: "Solyaris", year: 1972, releaseDate: "1972-03-20" }, userId);
    await expect(updateMovie(id, { title: "SOLARIS" }, null, { userId })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(updateMovie(id, { year: 2002 }, null, { userId })).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(updateMovie(999, { year: 2002 }, null, { userId })).rejects.toMatchObject({
      code: "not-found",
    });
  });
});

describe("trashMovie", () => {
  test("takes a film away once, and tells the jobs", async () => {
    const id = await makeMovie({ title: "Solaris" }, userId);
    await trashMovie(id, { userId });
    await expect(trashMovie(id, { userId })).rejects.toMatchObject({ code: "not-found" });
    expect(await db().dirtyMovie.count()).toBe(2);
    expect(await counted()).toBe(0);
  });
});
