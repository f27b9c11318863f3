import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { importKeywords } from "../catalog/import";
import { importPeople } from "../members/import";
import { importRatings } from "../ratings/import";
import { readCsv } from "./csv";
import { filmOf, genreSlug, type Placed, takeFilms } from "./film";
import { parseTitle } from "./movielens-title";
import type { Report } from "./report";

const number = z.coerce.number().pipe(z.int("A number isn't whole.").min(1).max(2_147_483_647));
const movieRow = z.object({ movieId: number, title: z.string(), genres: z.string() });
const ratingRow = z.object({
  userId: number,
  movieId: number,
  rating: z.coerce
    .number("The rating is no number.")
    .min(0.5, "A rating is 0.5 to 5.")
    .max(5, "A rating is 0.5 to 5.")
    .multipleOf(0.5, "A rating is in half stars."),
  timestamp: z.coerce
    .number("The timestamp is no number.")
    .min(0, "The timestamp lies before 1970.")
    .refine((seconds) => seconds * 1_000 <= Date.now(), "The timestamp lies in the future."),
});
const tagRow = z.object({
  movieId: number,
  tag: z
    .string()
    .trim()
    .min(1, "The tag is empty.")
    .max(60, "A keyword can have at most 60 characters.")
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), "The tag contains a control character."),
});

/** What people tag for their own bookkeeping says nothing of a film. */
const BOOKKEEPING = new Set(["in netflix queue"]);

/** The data set's name: its folder's, in lower-case ASCII. */
function nameOf(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return name.slice(0, 30) || "movielens";
}

/**
 * Imports a MovieLens folder: movies.csv, ratings.csv and, where it is there, tags.csv. Half stars become
 * points of 1 to 10; the people are marked with the folder's name and can't sign in. Only the films' numbers
 * are held in memory.
 */
export async function importMovieLens(folder: string, report: Report): Promise<void> {
  const films = await takeMovies(join(folder, "movies.csv"), report);
  const tags = join(folder, "tags.csv");
  if (existsSync(tags)) await takeTags(tags, films, report);
  await takeRatings(join(folder, "ratings.csv"), nameOf(folder), films, report);
}

/** MovieLens' numbers of films with ours; null is a film that was left out. */
type Films = Map<number, number | null>;

async function takeMovies(file: string, report: Report): Promise<Films> {
  const films: Films = new Map();
  for await (const batch of readCsv(file, ["movieId", "title", "genres"], movieRow, report)) {
    const placed: (Placed & { movieId: number })[] = [];
    for (const { line, row } of batch) {
      films.set(row.movieId, null);
      const named = parseTitle(row.title);
      const genres = [...new Set(row.genres.split("|").flatMap(genreSlug))];
      const made = named ? filmOf({ ...named, genres }) : { fault: `${row.title.trim()} has no year.` };
      if ("fault" in made) report.fail(file, line, made.fault);
      else placed.push({ line, film: made.film, movieId: row.movieId });
    }
    const ids = await takeFilms(file, placed, report);
    for (const [index, { movieId }] of placed.entries()) films.set(movieId, ids[index] ?? null);
  }
  return films;
}

/** A film's number here; null, and the row is at fault, where it isn't one of movies.csv. */
function ours(films: Films, movieId: number, at: { file: string; line: number }, report: Report) {
  const id = films.get(movieId);
  if (id === undefined) report.fail(at.file, at.line, `There is no film ${movieId} in movies.csv.`);
  return id ?? null;
}

async function takeTags(file: string, films: Films, report: Report): Promise<void> {
  for await (const batch of readCsv(file, ["movieId", "tag"], tagRow, report)) {
    const words = batch.flatMap(({ line, row }) => {
      const movieId = ours(films, row.movieId, { file, line }, report);
      const wanted = movieId !== null && !BOOKKEEPING.has(row.tag.toLowerCase());
      return wanted ? [{ movieId, word: row.tag }] : [];
    });
    report.count("films with new keywords", await importKeywords(words));
  }
}

async function takeRatings(file: string, source: string, films: Films, report: Report): Promise<void> {
  const columns = ["userId", "movieId", "rating", "timestamp"];
  for await (const batch of readCsv(file, columns, ratingRow, report)) {
    const people = await importPeople(source, [...new Set(batch.map(({ row }) => row.userId))]);
    const ratings = batch.flatMap(({ line, row }) => {
      const movieId = ours(films, row.movieId, { file, line }, report);
      const userId = people.get(row.userId);
      if (userId === undefined) report.fail(file, line, `Somebody here has the address of ${row.userId}.`);
      if (movieId === null || userId === undefined) return [];
      return [{ movieId, userId, value: row.rating * 2, ratedAt: new Date(row.timestamp * 1_000) }];
    });
    const added = await importRatings(ratings);
    report.count("ratings added", added);
    report.count("ratings there already or of films left out", batch.length - added);
  }
}
