import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { FilmText } from "../../recommendations/content/blocks";
import type { RatedBy, Split } from "../../recommendations/evaluation/split";

/** MovieLens with the Wikipedia texts that are joined to it; people and films by ascending original id. */
export interface MovieLens {
  userIds: Int32Array;
  movieIds: Int32Array;
  people: RatedBy[];
  films: FilmText[];
  /** Columns of the films of the cold test. */
  cold: Int32Array;
}

/** Fields of a line of CSV; quotes may hold commas and doubled quotes. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}

function linesOf(file: string): string[] {
  return readFileSync(file, "utf8").split(/\r?\n/).slice(1).filter(Boolean);
}

const wikipedia = z.array(
  z.object({
    year: z.number(),
    cast: z.array(z.string()),
    genres: z.array(z.string()),
    extract: z.string().nullish(),
  }),
);

/** "directed by A B and C D" in a text's first sentences. */
export function directorsIn(text: string): string[] {
  const name = "(?:[\\p{Lu}][\\p{L}.'’-]*(?: (?:de|von|van|la|le|der|del|di))*(?: |(?=[,.]))?){2,4}";
  const found = new RegExp(`directed by (${name})(?:and (${name}))?`, "u").exec(text);
  return (found?.slice(1) ?? []).flatMap((one) => (one ? [one.trim().replace(/[.,]$/, "")] : []));
}

/** Reads the three folders. @throws Error where a file is missing or is not as expected. */
export function readMovieLens(folder: string): MovieLens {
  const ml = join(folder, "ml-latest-small");
  const rows = linesOf(join(ml, "ratings.csv")).map((line) => line.split(",").map(Number));
  const sorted = (column: number) => [...new Set(rows.map((row) => row[column] ?? 0))].sort((a, b) => a - b);
  const userIds = Int32Array.from(sorted(0));
  const movieIds = Int32Array.from(sorted(1));
  const userAt = new Map([...userIds].map((id, at) => [id, at]));
  const movieAt = new Map([...movieIds].map((id, at) => [id, at]));
  const gathered = [...userIds].map((): number[][] => []);
  for (const row of rows) gathered[userAt.get(row[0] ?? 0) ?? 0]?.push(row);
  const people = gathered.map((own) => ({
    films: Int32Array.from(own, (row) => movieAt.get(row[1] ?? 0) ?? 0),
    values: Float32Array.from(own, (row) => row[2] ?? 0),
    times: Float64Array.from(own, (row) => row[3] ?? 0),
  }));
  const texts = new Map<number, z.infer<typeof wikipedia>[number]>();
  const decades = new Map<string, z.infer<typeof wikipedia>>();
  for (const line of linesOf(join(folder, "ml-wiki-join", "ml_latest_small_to_wikipedia.csv"))) {
    const [id = "", file = "", index = ""] = fieldsOf(line);
    const decade =
      decades.get(file) ??
      wikipedia.parse(JSON.parse(readFileSync(join(folder, "wikipedia-movie-data", file), "utf8")));
    decades.set(file, decade);
    const text = decade[Number(index)];
    if (text) texts.set(Number(id), text);
  }
  const films = [...movieIds].map((): FilmText => blank);
  for (const line of linesOf(join(ml, "movies.csv"))) {
    const [id = "", title = "", genres = ""] = fieldsOf(line);
    const at = movieAt.get(Number(id));
    if (at === undefined) continue;
    const text = texts.get(Number(id));
    films[at] = {
      year: Number(/\((\d{4})\)/.exec(title)?.[1] ?? text?.year ?? 0),
      genres: genres === "(no genres listed)" ? [] : genres.split("|"),
      directors: directorsIn(text?.extract ?? ""),
      cast: text?.cast ?? [],
      keywords: text?.genres ?? [],
      synopsis: text?.extract ?? "",
    };
  }
  const cold = linesOf(join(folder, "ml-wiki-join", "cold_items_seed11.csv"));
  return {
    userIds,
    movieIds,
    people,
    films,
    cold: Int32Array.from(cold, (id) => movieAt.get(Number(id)) ?? -1),
  };
}

const blank: FilmText = { year: 0, genres: [], directors: [], cast: [], keywords: [], synopsis: "" };

/** sha256 of the sorted lines `userId,movieId` of a split's test part. */
export function hashOfTest({ userIds, movieIds }: MovieLens, { test }: Split): string {
  const lines = test.flatMap((rated, u) =>
    [...rated.films].map((film) => `${userIds[u] ?? 0},${movieIds[film] ?? 0}`),
  );
  return createHash("sha256")
    .update(`${lines.sort().join("\n")}\n`)
    .digest("hex");
}
