import { Prisma } from "@/prisma/generated/client";
import type { Movie } from "./schema";

/** A film as `movieColumns` reads it. */
export interface MovieRow {
  id: number;
  slug: string;
  title: string;
  original_title: string | null;
  year: number;
  release_date: Date | null;
  runtime_minutes: number | null;
  certificate: string | null;
  synopsis: string | null;
  countries: string[];
  poster_url: string | null;
  created_at: Date;
  updated_at: Date;
  genres: string[];
  directors: string[];
  value_sum: number | null;
  own_votes: number | null;
  source_votes: number | null;
  source_mean_milli: number;
}

/** The columns of a film and of its stats; `movie` and, left joined, `movie_stat stat` are in the query's from. */
export const movieColumns = Prisma.sql`
  movie.id, movie.slug, movie.title, movie.original_title, movie.year, movie.release_date,
  movie.runtime_minutes, movie.certificate, movie.synopsis, movie.countries, movie.poster_url,
  movie.created_at, movie.updated_at, movie.source_mean_milli,
  array(select genre.slug from movie_genre tag join genre on genre.id = tag.genre_id
    where tag.movie_id = movie.id order by genre.slug) as genres,
  array(select person.name from credit join person on person.id = credit.person_id
    where credit.movie_id = movie.id and credit.kind = 'director' order by credit.billing) as directors,
  stat.value_sum, stat.votes as own_votes, stat.source_votes`;

/** What the ranking knows of a film beside its row: score in millionths and position in the all-time list. */
export interface Standing {
  scoreMicro: bigint | null;
  position: number | null;
}

/** A film's row and standing as the schema gives them to everybody. */
export function toMovie(row: MovieRow, standing: Standing): Movie {
  const own = row.own_votes ?? 0;
  const imported = row.source_votes ?? 0;
  const votes = own + imported;
  const sum = (row.value_sum ?? 0) + (imported * row.source_mean_milli) / 1_000;
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    originalTitle: row.original_title,
    year: row.year,
    releaseDate: row.release_date?.toISOString().slice(0, 10) ?? null,
    runtimeMinutes: row.runtime_minutes,
    certificate: row.certificate,
    synopsis: row.synopsis,
    genres: row.genres,
    countries: row.countries,
    directors: row.directors,
    posterUrl: row.poster_url,
    score: standing.scoreMicro === null ? null : Number(standing.scoreMicro) / 1e6,
    votes,
    plainMean: votes === 0 ? null : Math.round((100 * sum) / votes) / 100,
    position: standing.position,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
