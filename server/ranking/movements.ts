import type { Tx } from "../db";

/** So many first positions of an edition are kept as movements. */
export const MOVEMENT_DEPTH = 1_000;

/** Stands for every position beyond the first thousand. */
export const BEYOND = MOVEMENT_DEPTH + 1;

/** Of a bigint: after every key that there is. */
const LAST_KEY = 9_223_372_036_854_775_807n;

/**
 * Keeps which films change place within the first thousand when the staged changes are applied; to be
 * called before they are. Both orders are counted in one going through the stretch of each list in which they can
 * differ: from the first key that changes to the last, and on to the thousandth where films come or go; what lies above
 * it is only counted. An entry that changes is there twice, where it stood and where it stands from now on. A list's
 * first edition moves nothing.
 */
export async function recordMovements(tx: Tx, publishedAt: Date, depth = MOVEMENT_DEPTH): Promise<void> {
  await tx.$executeRaw`/* prepared: record movements */
    with touched as (
      select list_id, count(*) as changes, min(list.edition) + 1 as edition,
        min(least(old_score_key, score_key)) as first_key,
        case when count(old_score_key) = count(score_key) then max(greatest(old_score_key, score_key))
          else ${LAST_KEY}::bigint end as last_key
      from staged_entry join list on list.id = list_id
      where list.edition > 0
      group by list_id
    ), reached as (
      select touched.*, above from touched cross join lateral (
        select count(*)::int as above from (
          select from list_entry where list_id = touched.list_id and score_key < first_key limit ${depth}::int
        ) entry
      ) counted
      where above < ${depth}
    ), ordered as (
      select list_id, movie_id, stood, stands,
        above + sum(stood) over place as old_position, above + sum(stands) over place as new_position
      from (
        select reached.list_id, above, entry.movie_id, entry.score_key, entry.weight_key, entry.release_key,
          1 as stood, (staged.movie_id is null)::int as stands
        from reached cross join lateral (
          select * from list_entry
          where list_id = reached.list_id and score_key >= first_key and score_key <= last_key
          order by score_key, weight_key, release_key, movie_id limit ${depth}::int - above + changes
        ) entry
        left join staged_entry staged on staged.list_id = entry.list_id and staged.movie_id = entry.movie_id
        union all
        select list_id, above, movie_id, score_key, weight_key, release_key, 0, 1
        from staged_entry join reached using (list_id) where score_key is not null
      ) both_orders
      window place as (partition by list_id order by score_key, weight_key, release_key, movie_id
        rows unbounded preceding)
    ), moved as (
      select list_id, movie_id,
        (max(old_position) filter (where stood = 1))::int as old_position,
        (max(new_position) filter (where stands = 1))::int as new_position
      from ordered where stood + stands = 1 or old_position <> new_position
      group by list_id, movie_id
    )
    insert into movement (list_id, movie_id, edition, from_position, to_position, published_at)
    select list_id, movie_id, reached.edition,
      case when old_position <= ${depth} then old_position
        when old_position is not null or staged.old_score_key is not null then ${depth + 1}::int end,
      case when new_position <= ${depth} then new_position
        when new_position is not null or staged.score_key is not null then ${depth + 1}::int end,
      ${publishedAt}
    from moved
    join reached using (list_id)
    left join staged_entry staged using (list_id, movie_id)
    where old_position is distinct from new_position
      and least(old_position, new_position) <= ${depth}`;
}
