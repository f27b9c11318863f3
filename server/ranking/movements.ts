import type { Tx } from "../db";

/** So many first positions of an edition are kept as movements. */
export const MOVEMENT_DEPTH = 1_000;

/** Stands for every position beyond the first thousand. */
export const BEYOND = MOVEMENT_DEPTH + 1;

/**
 * Keeps which films change place within the first thousand when the staged changes are applied; to be
 * called before they are. Both orders are made from the same short range of each list: the first thousand
 * entries and one more for every staged change, since no more than these can come to stand there.
 * A list's first edition moves nothing.
 */
export async function recordMovements(tx: Tx, publishedAt: Date): Promise<void> {
  await tx.$executeRaw`/* prepared: record movements */
    with touched as (
      select list_id, count(*) as changes, min(list.edition) + 1 as edition
      from staged_entry join list on list.id = list_id
      where list.edition > 0
      group by list_id
    ), reach as (
      select touched.list_id, entry.movie_id, entry.score_key, entry.weight_key, entry.release_key
      from touched cross join lateral (
        select * from list_entry where list_id = touched.list_id
        order by score_key, weight_key, release_key, movie_id limit ${MOVEMENT_DEPTH}::int + touched.changes
      ) entry
    ), old_order as (
      select list_id, movie_id, row_number() over (
        partition by list_id order by score_key, weight_key, release_key, movie_id)::int as position
      from reach
    ), new_order as (
      select list_id, movie_id, row_number() over (
        partition by list_id order by score_key, weight_key, release_key, movie_id)::int as position
      from (
        select * from reach where not exists (select from staged_entry staged
          where staged.list_id = reach.list_id and staged.movie_id = reach.movie_id)
        union all
        select list_id, movie_id, score_key, weight_key, release_key
        from staged_entry join touched using (list_id) where score_key is not null
      ) fresh
    )
    insert into movement (list_id, movie_id, edition, from_position, to_position, published_at)
    select list_id, movie_id, touched.edition,
      case when old_order.position <= ${MOVEMENT_DEPTH} then old_order.position
        when old_order.position is not null or staged.old_score_key is not null then ${BEYOND}::int end,
      case when new_order.position <= ${MOVEMENT_DEPTH} then new_order.position
        when new_order.position is not null or staged.score_key is not null then ${BEYOND}::int end,
      ${publishedAt}
    from old_order
    full join new_order using (list_id, movie_id)
    join touched using (list_id)
    left join staged_entry staged using (list_id, movie_id)
    where old_order.position is distinct from new_order.position
      and least(old_order.position, new_order.position) <= ${MOVEMENT_DEPTH}`;
}
