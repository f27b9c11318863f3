import { Prisma } from "@/prisma/generated/client";

/**
 * A film as JSON text, a `movieSchema`, put together in the database: its card, which triggers keep, and
 * what votes change. `toMovie` gives the same from a row, which a test compares. Lists of films are the
 * busiest answers there are: passed on as text, they cost the site's process next to nothing.
 * The statement around it has `movie_card card` and, perhaps left joined, `movie_stat stat`; the standing
 * gives scalar expressions for what the all-time list says of the film.
 */
export function movieJson(standing: {
  score: Prisma.Sql;
  votes: Prisma.Sql;
  position: Prisma.Sql;
}): Prisma.Sql {
  return Prisma.sql`(card.json || ',"score":' || coalesce((${standing.score})::text, 'null')
    || ',"votes":' || ${standing.votes} || ',"plainMean":' || coalesce((${PLAIN_MEAN})::text, 'null')
    || ',"position":' || coalesce((${standing.position})::text, 'null') || '}')`;
}

/** An aggregate: JSON texts as one array, in an order. */
export function jsonArray(json: Prisma.Sql, order: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`'[' || string_agg(${json}, ',' order by ${order}) || ']'`;
}

/**
 * The unweighted mean of a film's own and imported votes, to two decimals; null without any. Imported votes
 * weigh 1 each, so what they add to the weighted sum is their number times the source's mean.
 */
const PLAIN_MEAN = Prisma.sql`(case when stat.votes + stat.source_votes > 0 then floor(0.5 +
  (1000::float8 * stat.value_sum + (stat.weighted_sum - stat.own_sum))
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
