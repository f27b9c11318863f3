import type { StoredReason } from "../reasons";
import type { FilmText } from "./blocks";

/** What a reason needs to know of a film's text. */
type Facts = Pick<FilmText, "genres" | "directors" | "cast">;

const first = (own: readonly string[], other: readonly string[]) => own.find((name) => other.includes(name));

/**
 * What two films share most, by the block that adds most to their similarity; a block whose names don't meet
 * gives way to the next.
 * @param blocks similarity by block, see `blockSimilarities`.
 */
export function sharedMost(
  own: Facts,
  other: Facts,
  blocks: readonly { name: string; value: number }[],
): StoredReason {
  for (const { name } of [...blocks].sort((a, b) => b.value - a.value)) {
    if (name === "people") {
      const director = first(own.directors, other.directors);
      if (director) return { kind: "director", name: director };
      const actor = first(own.cast, other.cast);
      if (actor) return { kind: "cast", name: actor };
    }
    if (name === "genre") {
      const genre = first(own.genres, other.genres);
      if (genre) return { kind: "genre", name: genreWords(genre) };
    }
    if (name === "plot") return { kind: "plot" };
    if (name === "era") return { kind: "era" };
  }
  return { kind: "era" };
}

/** A genre's slug as words: "science-fiction" is "Science fiction". */
export function genreWords(slug: string): string {
  const words = slug.replaceAll("-", " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
