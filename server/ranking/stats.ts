import { Prisma } from "@/prisma/generated/client";
import type { Tx } from "../db";
import { DEFAULT_VARIANCE_MICRO, MIDDLE_MICRO, SOURCE_VOTES_CAP } from "./formulas";

/** Which films: these, or all there are. */
export type Films = readonly number[] | "all";

/** A condition on a film's id column. */
export function among(films: Films, column: Prisma.Sql): Prisma.Sql {
  return films === "all" ? Prisma.sql`true` : Prisma.sql`${column} = any(${[...films]}::int[])`;
}

/** Gives every rating its voter's weight, where it has another: it should have none, for a trigger keeps them. */
export async function repairWeights(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    update rating set weight = voter_weight(voter.rating_count) from app_user voter
    where voter.id = rating.user_id and rating.weight <> voter_weight(voter.rating_count)`;
}

/**
 * Recomputes films' aggregates from their rating rows, never by increments, so that events which come
 * twice or in another order give the same: votes of one value and weight lie beside each other in an index, and are
 * counted there (docs/decisions/010). Only rows that differ are written. With `until`, votes after that moment don't
 * count (the seed's editions of past weeks).
 * @returns the films that differed although nothing had marked them, and by how many the house's votes grew.
 */
export async function refreshStats(
  tx: Tx,
  films: Films,
  until?: Date,
): Promise<{ differed: number[]; grown: number }> {
  const before = until ? Prisma.sql`and created_at <= ${until}` : Prisma.empty;
  const name = films === "all" || until ? Prisma.empty : Prisma.sql`/* prepared: refresh stats */`;
  const [counted] = await tx.$queryRaw<{ differed: number[]; grown: number }[]>`${name}
    with alike as (
      select movie_id, value::bigint as value, weight, count(*) as votes
      from rating where ${among(films, Prisma.sql`movie_id`)} ${before}
      group by movie_id, rating.value, weight
    ), own as (
      select movie_id,
        sum(votes)::int as votes,
        sum(votes * value)::int as value_sum,
        sum(votes * weight)::bigint as weight,
        sum(votes * weight * value)::bigint as sum,
        sum(votes * weight * value * value)::bigint as square_sum,
        array[${Prisma.join(
          Array.from(
            { length: 10 },
            (_, at) => Prisma.sql`coalesce(sum(votes) filter (where value = ${at + 1}), 0)`,
          ),
        )}]::int[] as histogram
      from alike group by movie_id
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
    select (select coalesce(array_agg(movie_id), '{}') from written
        where not exists (select from dirty_movie note where note.movie_id = written.movie_id)) as differed,
      (select coalesce(sum(fresh.votes - coalesce(held.votes, 0)), 0)::int
        from fresh left join movie_stat held on held.movie_id = fresh.movie_id) as grown`;
  return counted ?? { differed: [], grown: 0 };
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
