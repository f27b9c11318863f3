import { Prisma } from "@/prisma/generated/client";

/**
 * A film as PostgreSQL builds it, a `movieSchema` in JSON; `toMovie` gives the same from a row, which a
 * test compares. Lists of films are the busiest answers there are: built in the database and passed on as
 * text, they cost the site's process next to nothing.
 * The statement around it has `movie` and, left joined, `movie_stat stat`; the standing gives scalar
 * expressions for what the all-time list says of the film.
 */
export function movieJson(standing: {
  score: Prisma.Sql;
  votes: Prisma.Sql;
  position: Prisma.Sql;
}): Prisma.Sql {
  return Prisma.sql`json_build_object(
    'id', movie.id,
    'slug', movie.slug,
    'title', movie.title,
    'originalTitle', movie.original_title,
    'year', movie.year,
    'releaseDate', movie.release_date,
    'runtimeMinutes', movie.runtime_minutes,
    'certificate', movie.certificate,
    'synopsis', movie.synopsis,
    'genres', array(select genre.slug from movie_genre tag join genre on genre.id = tag.genre_id
      where tag.movie_id = movie.id order by genre.slug),
    'countries', movie.countries,
    'directors', array(select person.name from credit join person on person.id = credit.person_id
      where credit.movie_id = movie.id and credit.kind = 'director' order by credit.billing),
    'posterUrl', movie.poster_url,
    'score', ${standing.score},
    'votes', ${standing.votes},
    'plainMean', ${PLAIN_MEAN},
    'position', ${standing.position},
    'createdAt', to_char(movie.created_at at time zone 'UTC', ${ISO}),
    'updatedAt', to_char(movie.updated_at at time zone 'UTC', ${ISO}))`;
}

const ISO = Prisma.raw(`'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`);

/** The unweighted mean of a film's own and imported votes, to two decimals; null without any. */
const PLAIN_MEAN = Prisma.sql`(case when stat.votes + stat.source_votes > 0 then floor(0.5 +
  (1000::float8 * stat.value_sum + stat.source_votes * movie.source_mean_milli)
    / (10 * (stat.votes + stat.source_votes))) / 100 end)`;

/** What a list's entry says: its score in points. */
export const ENTRY_SCORE = Prisma.sql`(-entry.score_key / 1e6::float8)`;

/** Votes that count. */
export const STAT_VOTES = Prisma.sql`coalesce(stat.votes + stat.source_votes, 0)`;

/**
 * The weighted rating of a film that is in no list, from its aggregates and the parameters in force
 * (`ranking_state state`, left joined); `scoreMicro` of the ranking says the same, which a test compares.
 */
export const STAT_SCORE = Prisma.sql`(case when stat.weight > 0 then
  ((stat.weighted_sum * 1000000 + state.prior_weight_milli::bigint * state.prior_mean_micro)
    / (stat.weight + state.prior_weight_milli)) / 1e6::float8 end)`;
