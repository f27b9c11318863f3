import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { signIn } from "../auth/sign-in";
import { trashMovie } from "../catalog/commands";
import { findMovieDetail } from "../catalog/movie-detail";
import { db } from "../db";
import { signUp } from "../members/commands";
import { truncateAll } from "../testing/database";
import { makeMovie, makePerson } from "../testing/factories";
import { runImport } from "./import";

const folder = join(mkdtempSync(join(tmpdir(), "marquee-import-")), "Small Set");
const MOVIES = `movieId,title,genres
1,Toy Story (1995),Adventure|Animation
2,"City of Lost Children, The (Cité des enfants perdus, La) (1995)",Sci-Fi
3,Seven (a.k.a. Se7en) (1995),Crime
4,Babylon 5,Sci-Fi
5,Toy story (1995),Comedy
`;
const RATINGS = `userId,movieId,rating,timestamp
7,1,4.5,964982703
7,3,0.5,964982704
8,1,6.0,964982705
8,2,3.0,964982706
8,99,3.0,964982707
`;

function write(file: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** Imports the folder. @returns what was said of rows at fault, and the sum. */
async function take(format: "movielens" | "wikipedia", path = folder) {
  const told: string[] = [];
  const report = await runImport(format, path, { say: () => {}, tell: (line) => told.push(line) });
  return { told: told.filter((line) => !line.endsWith("%")), sum: report.sum() };
}

/** Everything that an import writes. */
async function standing(): Promise<unknown> {
  return await Promise.all([
    db().movie.findMany({ orderBy: { id: "asc" } }),
    db().credit.findMany({ orderBy: [{ movieId: "asc" }, { personId: "asc" }] }),
    db().movieGenre.findMany({ orderBy: [{ movieId: "asc" }, { genreId: "asc" }] }),
    db().user.findMany({ orderBy: { id: "asc" } }),
    db().rating.findMany({ orderBy: [{ movieId: "asc" }, { userId: "asc" }] }),
    db().edition.count(),
  ]);
}

beforeEach(async () => {
  await truncateAll();
  rmSync(folder, { recursive: true, force: true });
  write("movies.csv", MOVIES);
  write("ratings.csv", RATINGS);
});
afterAll(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

describe("a MovieLens folder", () => {
  test("becomes films, marked people and ratings of 1 to 10 with their times; the lists follow", async () => {
    const { told, sum } = await take("movielens");
    expect(told).toEqual([
      "movies.csv, line 5: Babylon 5 has no year.",
      "ratings.csv, line 4: A rating is 0.5 to 5.",
      "ratings.csv, line 6: There is no film 99 in movies.csv.",
    ]);
    expect(sum).toContain("3 films added, 1 there already");
    const ratings = await db().rating.findMany({
      select: {
        value: true,
        createdAt: true,
        movie: { select: { slug: true } },
        user: { select: { handle: true } },
      },
      orderBy: { createdAt: "asc" },
    });
    expect(ratings.map(({ value, movie, user }) => [user.handle, movie.slug, value])).toEqual([
      ["small-set-7", "toy-story-1995", 9],
      ["small-set-7", "seven-1995", 1],
      ["small-set-8", "the-city-of-lost-children-1995", 6],
    ]);
    expect(ratings[0]?.createdAt.toISOString()).toBe("2000-07-30T18:45:03.000Z");
    expect(
      await db().user.findMany({ select: { ratingCount: true, importedFrom: true }, orderBy: { id: "asc" } }),
    ).toEqual([
      { ratingCount: 2, importedFrom: "small-set" },
      { ratingCount: 1, importedFrom: "small-set" },
    ]);
    expect(await db().dirtyMovie.count()).toBe(0);
    expect(await db().movieStat.count()).toBe(3);
    expect(await db().outbox.findMany({ select: { name: true }, orderBy: { name: "asc" } })).toEqual([
      { name: "rankings/refresh-requested" },
      { name: "recommendations/train-requested" },
    ]);
  });

  test("twice adds nothing; a row that was put right is taken the next time", async () => {
    write("tags.csv", "userId,movieId,tag,timestamp\n7,1,Pixar,1\n8,1,pixar,2\n8,1,In Netflix queue,3\n");
    await take("movielens");
    const before = await standing();
    expect((await take("movielens")).sum).not.toMatch(/added|filled|new keywords/);
    expect(await standing()).toEqual(before);
    write("movies.csv", MOVIES.replace("Babylon 5", "Babylon 5 (1993)"));
    write("ratings.csv", RATINGS.replace("8,1,6.0", "8,1,5.0"));
    const { told, sum } = await take("movielens");
    expect(told).toHaveLength(1);
    expect(sum).toMatch(/^4 there already, 1 films added, 1 ratings added/);
    const toys = await db().movie.findUniqueOrThrow({ where: { slug: "toy-story-1995" } });
    expect(toys.keywords).toEqual(["pixar"]);
  });

  test("finds the films that stand, by any of their titles, and leaves what is in the trash", async () => {
    const editor = await makePerson("editor");
    const se7en = await makeMovie({ title: "Se7en", year: 1995, genres: ["thriller"] }, editor.id);
    const toys = await makeMovie({ title: "Toy Story", year: 1995 }, editor.id);
    await trashMovie(toys, { userId: editor.id });
    const { told } = await take("movielens");
    expect(told).toContain("movies.csv, line 2: Toy Story is in the trash here.");
    expect(await db().rating.findMany({ where: { movieId: se7en } })).toHaveLength(1);
    expect(await db().rating.findMany({ where: { movieId: toys } })).toEqual([]);
    expect((await findMovieDetail(se7en))?.movie.genres).toEqual(["thriller"]);
  });

  test("its people can't sign in, nor be signed up as, nor take somebody's account over", async () => {
    const password = "long enough, this one";
    const early = await signUp({ name: "Eve", email: "8@small-set.invalid", password });
    const { told } = await take("movielens");
    expect(told).toContain("ratings.csv, line 5: Somebody here has the address of 8.");
    expect(await db().rating.count({ where: { userId: early.id } })).toBe(0);
    const account = { name: "Eve", email: "7@small-set.invalid", password };
    await expect(signUp(account)).rejects.toMatchObject({ code: "conflict" });
    for (const each of [password, "", "null", "7"])
      expect(await signIn({ email: account.email, password: each }, "1.1.1.1")).toBeNull();
  });

  test("a file without its columns is refused", async () => {
    write("ratings.csv", "user,movie\n1,1\n");
    await expect(take("movielens")).rejects.toThrow("ratings.csv has no column userId, movieId");
  });

  test("a row with too many fields is told, and the others are taken", async () => {
    write("ratings.csv", `${RATINGS}7,2,4.0,964982708,what,else\n8,3,4.0,964982709\n`);
    const { told } = await take("movielens");
    expect(told).toContainEqual(expect.stringMatching(/^ratings\.csv, line 7: Invalid Record Length/));
    expect(await db().rating.count()).toBe(4);
  });
});

describe("a Wikipedia list", () => {
  const films = [
    {
      title: "Solaris",
      year: 1972,
      cast: ["Natalya Bondarchuk", "-"],
      genres: ["Animated"],
      extract: "An ocean.",
    },
    { title: "No Year", cast: [], genres: [] },
    { title: "Solaris", year: 1972, cast: [], genres: [], extract: "Another text." },
  ];

  test("fills what films lack, writes nothing over, and tells entries at fault", async () => {
    const editor = await makePerson("editor");
    const own = { title: "Alien", year: 1979, synopsis: "Ours.", cast: ["Sigourney Weaver"] };
    const id = await makeMovie(own, editor.id);
    const theirs = {
      title: "ALIEN",
      year: 1979,
      cast: ["Tom Skerritt"],
      genres: ["Horror"],
      extract: "Theirs.",
    };
    write("movies-1970s.json", JSON.stringify([...films, theirs]));
    const { told, sum } = await take("wikipedia");
    expect(told).toEqual(["movies-1970s.json, line 2: The year is missing."]);
    expect(sum).toBe("1 films added, 1 there already, 1 filled in, 1 rows left out.");
    const alien = await findMovieDetail(id);
    expect(alien).toMatchObject({
      version: 2,
      movie: { synopsis: "Ours.", genres: ["horror"], cast: [{ name: "Sigourney Weaver" }] },
    });
    expect((await findMovieDetail("solaris-1972"))?.movie).toMatchObject({
      synopsis: "An ocean.",
      genres: ["animation"],
      cast: [{ name: "Natalya Bondarchuk" }],
    });
    const before = await standing();
    expect((await take("wikipedia", join(folder, "movies-1970s.json"))).sum).toMatch(/^3 there already/);
    expect(await standing()).toEqual(before);
  });
});
