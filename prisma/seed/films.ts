import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { slugFor, tidy, titleKey } from "@/server/catalog/titles";

/** A film as the seed puts it in. */
export interface SeedFilm {
  title: string;
  titleKey: string;
  slug: string;
  year: number;
  /** ISO day. */
  releaseDate: string;
  runtimeMinutes: number | null;
  certificate: string | null;
  genre: string | null;
  directors: string[];
  cast: string[];
  keywords: string[];
  synopsis: string | null;
  sourceVotes: number;
  /** Thousandths of a point. */
  sourceMeanMilli: number;
}

/** What was read, and what of it was left out or put right, with the reason. */
export interface SeedCatalogue {
  films: SeedFilm[];
  read: number;
  skipped: { film: string; reason: string }[];
  repaired: { film: string; reason: string }[];
}

const row = z.object({
  Title: z.union([z.string(), z.number()]).nullable(),
  "Release Date": z.string(),
  "MPAA Rating": z.string().nullable(),
  "Running Time min": z.number().nullable(),
  "Major Genre": z.string().nullable(),
  Director: z.string().nullable(),
  "IMDB Rating": z.number().nullable(),
  "IMDB Votes": z.number().nullable(),
});

const GENRES: Record<string, string> = {
  "Thriller/Suspense": "thriller",
  "Concert/Performance": "concert",
  "Romantic Comedy": "romantic-comedy",
  "Black Comedy": "black-comedy",
};

/** The upper half of the Mac Roman character set: what the data's accents were mistaken for. */
const MAC_ROMAN =
  "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/** Latin text that was read as Mac Roman on its way into the data set: "LÈon" is "Léon". */
function repairAccents(text: string): string {
  const characters = Array.from(text);
  const bytes = characters.map((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 128 ? code : 128 + MAC_ROMAN.indexOf(character);
  });
  // A character that Mac Roman lacks shows that the title came another way: it stays as it is.
  if (bytes.some((byte, at) => byte === 127 && (characters[at]?.codePointAt(0) ?? 0) > 127)) return text;
  return Buffer.from(bytes).toString("latin1").replaceAll("\u0085", "…");
}

/** "Charge of the Light Brigade, The" is "The Charge of the Light Brigade". */
function articleFirst(title: string): string {
  return title.replace(/^(.*), (The|A|An)$/, "$2 $1");
}

const texts = z
  .record(
    z.string(),
    z.strictObject({
      directors: z.array(z.string()).min(1),
      cast: z.array(z.string()).min(1),
      keywords: z.array(z.string()).min(3).max(6),
      synopsis: z.string(),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL("texts.json", import.meta.url), "utf8")));

/** The titles, with their years, of the films that have a synopsis, cast and keywords written for the seed. */
export const described: readonly string[] = Object.keys(texts);

/** What is written of a film beside its row in the data set, whose directors are not always right. */
function textsOf(film: string, director: string | null) {
  return (
    texts[film] ?? { directors: director === null ? [] : [director], cast: [], keywords: [], synopsis: null }
  );
}

/**
 * Reads the 3,201 films of the npm package `vega-datasets` (BSD-3-Clause) and puts them right.
 * @param today a release beyond it is a two-digit year read as one of this century.
 */
export function readFilms(today: Date): SeedCatalogue {
  const path = fileURLToPath(new URL("../data/movies.json", import.meta.resolve("vega-datasets")));
  const rows = z.array(row).parse(JSON.parse(readFileSync(path, "utf8")));
  const catalogue: SeedCatalogue = { films: [], read: rows.length, skipped: [], repaired: [] };
  const seen = new Set<string>();
  for (const raw of rows) {
    if (raw.Title === null) {
      catalogue.skipped.push({ film: `(no title, ${raw["Release Date"]})`, reason: "it has no title" });
      continue;
    }
    const given = String(raw.Title);
    const clean = articleFirst(tidy(repairAccents(given)));
    const released = new Date(`${raw["Release Date"]} UTC`);
    if (released > today) {
      released.setUTCFullYear(released.getUTCFullYear() - 100);
      catalogue.repaired.push({
        film: clean,
        reason: `its release date lay in ${released.getUTCFullYear() + 100}`,
      });
    }
    const year = released.getUTCFullYear();
    const title = clean.replace(` (${year})`, "");
    if (title !== given) catalogue.repaired.push({ film: title, reason: `it was written "${given}"` });
    const key = `${titleKey(title)}|${year}`;
    if (seen.has(key)) {
      catalogue.skipped.push({
        film: `${title} (${year})`,
        reason: "a film of this title and year is there already",
      });
      continue;
    }
    seen.add(key);
    const certificate = raw["MPAA Rating"];
    const genre = raw["Major Genre"];
    catalogue.films.push({
      title,
      titleKey: titleKey(title),
      slug: slugFor(title, year),
      year,
      releaseDate: released.toISOString().slice(0, 10),
      runtimeMinutes: raw["Running Time min"],
      certificate: certificate === "Open" ? null : certificate,
      genre: genre === null ? null : (GENRES[genre] ?? genre.toLowerCase()),
      ...textsOf(`${title} (${year})`, raw.Director),
      sourceVotes: raw["IMDB Rating"] === null ? 0 : (raw["IMDB Votes"] ?? 0),
      sourceMeanMilli: Math.round((raw["IMDB Rating"] ?? 0) * 1_000),
    });
  }
  return catalogue;
}
