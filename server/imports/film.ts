import type { ImportedFilm } from "../catalog/import";
import { importFilms } from "../catalog/import";
import { movieInput } from "../catalog/schema";
import type { Report } from "./report";

/** Names of genres that mean one of ours; null is no genre at all. */
const GENRES: Readonly<Record<string, string | null>> = {
  "sci-fi": "science-fiction",
  animated: "animation",
  noir: "film-noir",
  sport: "sports",
  historical: "history",
  children: "family",
  imax: null,
  "no-genres-listed": null,
  "live-action": null,
};

/** A genre's name as the word that its list's address has. */
export function genreSlug(name: string): string[] {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const ours = Object.hasOwn(GENRES, slug) ? GENRES[slug] : slug;
  return ours ? [ours] : [];
}

/** A row's film as the desk would take it, or why it wouldn't. */
export function filmOf(
  given: { title: string; year: number; otherTitles?: readonly string[] } & Record<string, unknown>,
): { film: ImportedFilm } | { fault: string } {
  const { otherTitles = [], ...fields } = given;
  const parsed = movieInput.safeParse(fields);
  if (parsed.success) return { film: { film: parsed.data, otherTitles } };
  return { fault: parsed.error.issues[0]?.message ?? "It is no film." };
}

/** A film with its place in the data. */
export interface Placed {
  line: number;
  film: ImportedFilm;
}

/** Films of a transaction: few enough for its locks. */
const BATCH = 500;

/** Puts films in and counts what became of them. @returns their numbers here, in order; null in the trash. */
export async function takeFilms(
  file: string,
  films: readonly Placed[],
  report: Report,
): Promise<(number | null)[]> {
  const ids: (number | null)[] = [];
  for (let at = 0; at < films.length; at += BATCH) {
    const some = films.slice(at, at + BATCH);
    const outcomes = await importFilms(some.map(({ film }) => film));
    for (const [index, { id, outcome }] of outcomes.entries()) {
      const placed = some[index];
      if (placed && outcome === "trashed")
        report.fail(file, placed.line, `${placed.film.film.title} is in the trash here.`);
      else
        report.count(
          { added: "films added", filled: "filled in", there: "there already", trashed: "" }[outcome],
        );
      ids.push(outcome === "trashed" ? null : id);
    }
  }
  return ids;
}
