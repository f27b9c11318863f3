import { Prisma } from "@/prisma/generated/client";
import type { Tx } from "../db";
import { DEFAULT_VARIANCE_MICRO, FULL_WEIGHT_RATINGS, MIDDLE_MICRO, SOURCE_VOTES_CAP } from "./formulas";

/** Which films: these, or all there are. */
export type Films = readonly number[] | "all";

/** A condition on a film's id column. */
export function among(films: Films, column: Prisma.Sql): Prisma.Sql {
  return films === "all" ? Prisma.sql`true` : Prisma.sql`${column} = any(${[...films]}::int[])`;
}

/** A vote's weight in milli-votes; the same rule as `voterWeightMilli`, which the oracle test compares. */
export const VOTER_WEIGHT = Prisma.sql`least(1000, 1000 * voter.rating_count / ${FULL_WEIGHT_RATINGS}::int)::bigint`;

/**
 * Recomputes films' aggregates from their rating rows, never by increments, so that events which come
 * twice or in another order give the same. Only rows that differ are written. With `until`, votes after
 * that moment don't count (the seed's editions of past weeks).
 * @returns the number of rows that differed although nothing had marked their film, and by how many the
 * house's votes grew.
 */
export async function refreshStats(
  tx: Tx,
  films: Films,
  until?: Date,
): Promise<{ differed: number; grown: number }> {
  const before = until ? Prisma.sql`and rating.created_at <= ${until}` : Prisma.empty;
  const name = films === "all" || until ? Prisma.empty : Prisma.sql`/* prepared: refresh stats */`;
  const [counted] = await tx.$queryRaw<{ differed: number; grown: number }[]>`${name}
    with own as (
      select rating.movie_id,
        count(*)::int as votes,
        sum(rating.value)::int as value_sum,
        sum(${VOTER_WEIGHT})::bigint as weight,
        sum(${VOTER_WEIGHT} * rating.value)::bigint as sum,
        sum(${VOTER_WEIGHT} * rating.value * rating.value)::bigint as square_sum,
        array[${Prisma.join(
          Array.from({ length: 10 }, (_, at) => Prisma.sql`count(*) filter (where rating.value = ${at + 1})`),
        )}]::int[] as histogram
      from rating join app_user voter on voter.id = rating.user_id
      where ${among(films, Prisma.sql`rating.movie_id`)} ${before}
      group by rating.movie_id
    ), fresh as (
      select movie.id as movie_id,
        coalesce(own.votes, 0) as votes,
        coalesce(own.value_sum, 0) as value_sum,
        coalesce(own.weight, 0) as own_weight,
        coalesce(own.sum, 0) as own_sum,
        coalesce(own.square_sum, 0) as own_square_sum,
        least(${SOURCE_VOTES_CAP}::int, movie.source_votes) as source_votes,
        coalesce(own.weight, 0) + 1000 * least(${SOURCE_VOTES_CAP}::int, movie.source_votes) as weight,
        coalesce(own.sum, 0)
          + movie.source_mean_milli::bigint * least(${SOURCE_VOTES_CAP}::int, movie.source_votes) as weighted_sum,
        coalesce(own.histogram, array_fill(0, array[10])) as histogram
      from movie left join own on own.movie_id = movie.id
      where ${among(films, Prisma.sql`movie.id`)}
    ), written as (
    insert into movie_stat as stat (movie_id, votes, value_sum, own_weight, own_sum, own_square_sum,
      source_votes, weight, weighted_sum, histogram)
    select movie_id, votes, value_sum, own_weight, own_sum, own_square_sum,
      source_votes, weight, weighted_sum, histogram from fresh
    on conflict (movie_id) do update set
      votes = excluded.votes, value_sum = excluded.value_sum, own_weight = excluded.own_weight,
      own_sum = excluded.own_sum, own_square_sum = excluded.own_square_sum,
      source_votes = excluded.source_votes, weight = excluded.weight,
      weighted_sum = excluded.weighted_sum, histogram = excluded.histogram, updated_at = now()
    where (stat.votes, stat.value_sum, stat.own_weight, stat.own_sum, stat.own_square_sum,
        stat.source_votes, stat.weight, stat.weighted_sum, stat.histogram)
      is distinct from (excluded.votes, excluded.value_sum, excluded.own_weight, excluded.own_sum,
        excluded.own_square_sum, excluded.source_votes, excluded.weight, excluded.weighted_sum,
        excluded.histogram)
    returning movie_id
    )
    select (select count(*)::int from written
        where not exists (select from dirty_movie note where note.movie_id = written.movie_id)) as differed,
      (select coalesce(sum(fresh.votes - coalesce(held.votes, 0)), 0)::int
        from fresh left join movie_stat held on held.movie_id = fresh.movie_id) as grown`;
  return counted ?? { differed: 0, grown: 0 };
}

/**
 * C and the pooled variance within films, over all films with votes. C is rounded down to thousandths of
 * a point: finer is noise (its own standard error is larger up to a million films), and a C that stays
 * the same overnight leaves every entry as it is.
 */
export async function measurePrior(tx: Tx): Promise<{ priorMeanMicro: number; varianceMicro: number }> {
  const [row] = await tx.$queryRaw<{ mean: number | null; variance: number | null }[]>`
    select floor(sum(stat.weighted_sum * 1000 / stat.weight) / count(*))::int as mean,
      (sum(greatest(0, stat.own_square_sum - stat.own_sum::float8 * stat.own_sum / nullif(stat.own_weight, 0)))
        / nullif(sum(stat.own_weight), 0))::float8 as variance
    from movie_stat stat join movie on movie.id = stat.movie_id
    where stat.weight > 0 and movie.deleted_at is null`;
  const mean = row?.mean ?? null;
  const variance = row?.variance ?? null;
  return {
    priorMeanMicro: mean === null ? MIDDLE_MICRO : mean * 1_000,
    varianceMicro: variance === null ? DEFAULT_VARIANCE_MICRO : Math.round(variance * 1e6),
  };
}
