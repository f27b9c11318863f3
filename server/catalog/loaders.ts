import { cacheLife, cacheTag } from "next/cache";
import { tags } from "../cache-tags";
import { env } from "../env";
import { AppError } from "../errors";
import { fromReplica } from "../replica";
import { findMovieDetail } from "./movie-detail";
import { findMoviePage } from "./movie-page";
import { findGenres } from "./queries";
import { type FoundMovies, type GenreOption, type MovieDetail, movieQuery, movieSchema } from "./schema";

/** Films on a page of the search. */
const FOUND_AT_ONCE = 20;

/** A page's whole address, by which search engines know it. */
export function canonicalUrl(path: string): string {
  return new URL(path, env().NEXTAUTH_URL).href;
}

/** A film's page: made anew when the film, or a list that it is in, changes. Null where there is none. */
export async function getMovieBySlug(slug: string): Promise<MovieDetail | null> {
  "use cache";
  const found = await fromReplica(() => findMovieDetail(slug));
  const movie = found?.movie ?? null;
  cacheTag(
    ...(movie ? [tags.movie(movie.id), ...movie.ranks.map(({ list }) => tags.list(list))] : [tags.missing()]),
  );
  cacheLife("hours");
  return movie;
}

/** All genres by name. */
export async function getGenres(): Promise<GenreOption[]> {
  "use cache";
  cacheTag(tags.genres());
  cacheLife("hours");
  return await fromReplica(() => findGenres());
}

/**
 * Films whose titles hold these words, the best ranked first; "busy" where too many search at once. Not cached: there
 * are more searches than pages.
 */
export async function searchMovies(q: string, page: number): Promise<FoundMovies | "busy"> {
  const query = movieQuery.parse({ q, page, pageSize: FOUND_AT_ONCE });
  try {
    const { data, total } = await fromReplica(() => findMoviePage(query));
    return {
      movies: movieSchema.array().parse(JSON.parse(data)),
      total,
      pages: Math.ceil(total / FOUND_AT_ONCE),
    };
  } catch (error) {
    if (error instanceof AppError && error.code === "unavailable") return "busy";
    throw error;
  }
}
