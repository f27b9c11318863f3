import { Prisma } from "@/prisma/generated/client";
import type { Tx } from "../db";
import { DECAY_MICRO, type Prior, RELEASE_UNKNOWN } from "./formulas";
import { among, type Films } from "./stats";

/** How lists' entries are to be computed. */
export interface Reckoning {
  prior: Prior;
  /** The hour that trending is reckoned at. */
  asOf: Date;
  /** Votes after this moment don't count (the seed's editions of past weeks). */
  until?: Date;
  /** Only these lists; all when absent. */
  lists?: readonly number[];
}

/** Minus the weighted rating, as in `scoreMicro`. */
function scoreKey(prior: Prior, sum: Prisma.Sql, weight: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`-((${sum} * 1000000 + ${prior.priorWeightMilli}::bigint * ${prior.priorMeanMicro}::bigint)
    / (${weight} + ${prior.priorWeightMilli}::bigint))`;
}

/**
 * The entries that films should have, by formula: one row a list that a film belongs to, in the list that
 * waits for it where the film isn't eligible; there keys are 0, so that films stand as they came. The
 * weighted rating as in `scoreMicro`, trending as the sum of weight times decay.
 */
function desiredEntries(films: Films, { prior, asOf, until, lists }: Reckoning): Prisma.Sql {
  const chosen = lists ? Prisma.sql`and list.id = any(${[...lists]}::int[])` : Prisma.empty;
  const before = until ? Prisma.sql`and rating.created_at <= ${until}` : Prisma.empty;
  const hour = Math.floor(asOf.getTime() / 3_600_000);
  return Prisma.sql`
    select case when eligible then list.id else waiting.id end as list_id, movie.id as movie_id,
      case when eligible then ${scoreKey(prior, Prisma.sql`stat.weighted_sum`, Prisma.sql`stat.weight`)}
        else 0 end as score_key,
      case when eligible then -stat.weight else 0 end as weight_key,
      case when eligible then coalesce(movie.release_date - date '1970-01-01', ${RELEASE_UNKNOWN}::int)
        else 0 end as release_key,
      case when eligible then stat.votes + stat.source_votes else 0 end as votes,
      case when eligible then stat.weighted_sum else 0 end as input_sum
    from (
      select movie.id as movie_id, list.id as list_id
      from movie join list on list.kind = 'all'
        or (list.kind = 'decade' and list.decade = movie.year - movie.year % 10)
      where ${among(films, Prisma.sql`movie.id`)}
      union all
      select tag.movie_id, list.id
      from movie_genre tag join list on list.kind = 'genre' and list.genre_id = tag.genre_id
      where ${among(films, Prisma.sql`tag.movie_id`)}
    ) belongs
    join movie on movie.id = belongs.movie_id and movie.deleted_at is null
    join movie_stat stat on stat.movie_id = movie.id
    join list on list.id = belongs.list_id ${chosen}
    join list waiting on waiting.waits_for_id = list.id
    cross join lateral (select stat.weight >= list.minimum_weight as eligible) bar
    union all
    select list.id, movie.id, -(warm.sum / 1000), -warm.weight,
      coalesce(movie.release_date - date '1970-01-01', ${RELEASE_UNKNOWN}::int), warm.votes, warm.sum
    from (
      select rating.movie_id, count(*)::int as votes, sum(rating.weight)::bigint as weight,
        sum(rating.weight::bigint * (${[...DECAY_MICRO]}::int[])[1 + greatest(0,
          ${hour}::int - floor(extract(epoch from rating.created_at) / 3600)::int)])::bigint as sum
      from rating
      where ${among(films, Prisma.sql`rating.movie_id`)} ${before}
        and rating.created_at >= ${new Date((hour - DECAY_MICRO.length + 1) * 3_600_000)}
      group by rating.movie_id
    ) warm
    join movie on movie.id = warm.movie_id and movie.deleted_at is null
    join list on list.kind = 'trending' and warm.weight >= list.minimum_weight ${chosen}`;
}

/**
 * Writes to `staged_entry` how films' entries differ from what they should be, each with the key it had
 * and the key it gets (null: not in the list before, or not any more).
 * @returns the number of differences.
 */
export async function stageChanges(tx: Tx, films: Films, reckoning: Reckoning): Promise<number> {
  const chosen = reckoning.lists
    ? Prisma.sql`and entry.list_id = any(${[...reckoning.lists]}::int[])`
    : Prisma.empty;
  const name = films === "all" ? Prisma.empty : Prisma.sql`/* prepared: stage changes */`;
  return await tx.$executeRaw`${name}
    insert into staged_entry
    select list_id, movie_id,
      standing.score_key, standing.weight_key, standing.release_key, standing.votes, standing.input_sum,
      desired.score_key, desired.weight_key, desired.release_key, desired.votes, desired.input_sum
    from (${desiredEntries(films, reckoning)}) desired
    full join (
      select * from list_entry entry where ${among(films, Prisma.sql`entry.movie_id`)} ${chosen}
    ) standing using (list_id, movie_id)
    where (standing.score_key, standing.weight_key, standing.release_key, standing.votes, standing.input_sum)
      is distinct from
      (desired.score_key, desired.weight_key, desired.release_key, desired.votes, desired.input_sum)`;
}

/**
 * Films among those staged, and the lists, whose entries stood otherwise than the last editions' prior and the films' own votes
 * had made them: neither a new C nor the hour accounts for that, no change is noted, and it must not happen.
 * @param settled films that had changed and are being published with the rest.
 */
export async function findAstray(
  tx: Tx,
  standing: Prior,
  settled: readonly number[],
): Promise<{ films: number[]; lists: number[] }> {
  const stood = scoreKey(standing, Prisma.sql`old_input_sum`, Prisma.sql`-old_weight_key`);
  const rows = await tx.$queryRaw<{ movie_id: number; list_id: number }[]>`
    select movie_id, list_id from staged_entry
    where list_id in (select id from list where kind not in ('trending', 'waiting') and edition > 0)
      and ((old_votes, old_weight_key, old_release_key, old_input_sum)
          is distinct from (votes, weight_key, release_key, input_sum)
        or old_score_key <> ${stood})
      and not exists (select from unnest(${[...settled]}::int[]) as settled (id) where id = movie_id)
      and not exists (select from dirty_movie note where note.movie_id = staged_entry.movie_id)`;
  return {
    films: [...new Set(rows.map(({ movie_id }) => movie_id))],
    lists: [...new Set(rows.map(({ list_id }) => list_id))],
  };
}

/** Brings the entries themselves to what is staged. */
export async function applyStaged(tx: Tx): Promise<void> {
  await tx.$executeRaw`/* prepared: apply staged */
    with gone as (
      delete from list_entry entry using staged_entry staged
      where entry.list_id = staged.list_id and entry.movie_id = staged.movie_id and staged.score_key is null
    )
    insert into list_entry (list_id, movie_id, score_key, weight_key, release_key, votes, input_sum)
    select list_id, movie_id, score_key, weight_key, release_key, votes, input_sum
    from staged_entry where score_key is not null
    on conflict (list_id, movie_id) do update set
      score_key = excluded.score_key, weight_key = excluded.weight_key, release_key = excluded.release_key,
      votes = excluded.votes, input_sum = excluded.input_sum`;
}
