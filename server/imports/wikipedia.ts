import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { filmOf, genreSlug, type Placed, takeFilms } from "./film";
import type { Report } from "./report";

const entry = z.object({
  title: z.string("The title is missing."),
  year: z.int("The year is missing."),
  cast: z.array(z.string()).default([]),
  genres: z.array(z.string()).default([]),
  extract: z.string().nullish(),
});

/** The JSON files of a folder that hold lists of films, or the one file. */
async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => /^movies.*\.json$/.test(name)).sort();
  if (names.length === 0) throw new Error(`There is no movies*.json in ${path}.`);
  return names.map((name) => join(path, name));
}

/**
 * Imports lists of films with cast, genres and a plot extract, as wikipedia-movie-data has them: a file, or
 * a folder of files movies*.json, one of which is held in memory at a time.
 */
export async function importWikipedia(path: string, report: Report): Promise<void> {
  const files = await filesOf(path);
  for (const [index, file] of files.entries()) {
    const list = z.array(z.unknown(), `${file} is no list.`).parse(JSON.parse(await readFile(file, "utf8")));
    const placed: Placed[] = [];
    for (const [at, given] of list.entries()) {
      const made = filmFrom(given);
      if ("fault" in made) report.fail(file, at + 1, made.fault);
      else placed.push({ line: at + 1, film: made.film });
    }
    await takeFilms(file, placed, report);
    report.progress(path, index + 1, files.length);
  }
}

function filmFrom(given: unknown): ReturnType<typeof filmOf> {
  const parsed = entry.safeParse(given);
  if (!parsed.success) return { fault: parsed.error.issues[0]?.message ?? "It is no film." };
  const { title, year, cast, genres, extract } = parsed.data;
  return filmOf({
    title,
    year,
    cast: cast.filter((name) => /[\p{L}\p{N}]/u.test(name)).slice(0, 50),
    genres: [...new Set(genres.flatMap(genreSlug))].slice(0, 10),
    synopsis: extract ?? null,
  });
}
