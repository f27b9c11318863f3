import type { Movie } from "@/server/catalog/schema";
import type { EntryView, ListView } from "@/server/ranking/schema";
import { count, decimals, runtime } from "../ui/format";
import { placeHref } from "./links";

/**
 * What a row shows, ready to set. Fifty of these travel to the browser as the list's island; the page's
 * markup would be ten times as much. What is not known is left out.
 */
export interface Row {
  id: number;
  /** Position; missing: not ranked yet. */
  at?: number;
  /** Where that position is, if not in the list that the row stands in. */
  place?: string;
  /** Position a week ago; missing: it was not among the first thousand. */
  was?: number;
  slug: string;
  title: string;
  year: number;
  by?: string;
  runs?: string;
  score: string;
  votes: string;
  poster?: string;
}

/** A film as its row, with its position in the all-time list. */
export function rowOfFilm(movie: Movie): Row {
  return {
    id: movie.id,
    ...(movie.position !== null && {
      at: movie.position,
      place: placeHref("all-time", movie.position),
    }),
    ...shown(movie, movie.position === null ? null : movie.score),
  };
}

/** An entry as its row. A trending row shows the film's score too: one number in every list. */
export function rowOf(entry: EntryView, formula: ListView["formula"]): Row {
  const { movie } = entry;
  const score = formula === "trending" ? movie.score : entry.score;
  return {
    id: movie.id,
    at: entry.position,
    ...(entry.previousPosition !== null && { was: entry.previousPosition }),
    ...shown(movie, score),
  };
}

/** What a row says of its film. */
function shown(movie: Movie, score: number | null): Omit<Row, "id" | "at" | "place" | "was"> {
  return {
    slug: movie.slug,
    title: movie.title,
    year: movie.year,
    ...(movie.directors.length > 0 && { by: movie.directors.join(", ") }),
    ...(movie.runtimeMinutes !== null && { runs: runtime(movie.runtimeMinutes) }),
    score: score === null ? "–" : decimals(score, 1),
    votes: `${count(movie.votes)} ${movie.votes === 1 ? "vote" : "votes"}`,
    ...(movie.posterUrl !== null && { poster: movie.posterUrl }),
  };
}
