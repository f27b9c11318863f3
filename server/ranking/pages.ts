import { Prisma } from "@/prisma/generated/client";

/**
 * The SQL that finds a page of a list by its counted blocks: the block that holds the page's first
 * position, then a short range of the order's index. Costs the same at any depth. Gives `position` and
 * the entry's columns; reads one snapshot, so that a page is never a mixture of editions.
 * @param list a scalar expression for the list's id.
 */
export function entriesFrom(list: Prisma.Sql, first: number, count: number): Prisma.Sql {
  return Prisma.sql`
    select (block.before + 1 + block.skip + row_number() over (order by entry.score_key, entry.weight_key,
        entry.release_key, entry.movie_id) - 1)::int as position, entry.*
    from (
      select *, ${first}::bigint - 1 - before as skip from (
        select list_block.*, sum(list_block.count) over (order by list_block.score_key, list_block.weight_key,
          list_block.release_key, list_block.movie_id) - list_block.count as before
        from list_block where list_id = ${list}
      ) counted
      where before < ${first}::bigint
      order by before desc, score_key desc, weight_key desc, release_key desc, movie_id desc limit 1
    ) block
    cross join lateral (
      select e.* from list_entry e
      where e.list_id = block.list_id and (e.score_key, e.weight_key, e.release_key, e.movie_id)
        >= (block.score_key, block.weight_key, block.release_key, block.movie_id)
      order by e.score_key, e.weight_key, e.release_key, e.movie_id
      offset block.skip limit ${count}
    ) entry`;
}

/**
 * A scalar expression for the position of an entry (`alias` is a list_entry): the counts of the blocks
 * below its own, and its place within that.
 */
export function positionOf(alias: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    select (coalesce((
        select sum(b.count) from list_block b where b.list_id = ${alias}.list_id
          and (b.score_key, b.weight_key, b.release_key, b.movie_id)
            < (own.score_key, own.weight_key, own.release_key, own.movie_id)), 0)
      + (select count(*) from list_entry e where e.list_id = ${alias}.list_id
          and (e.score_key, e.weight_key, e.release_key, e.movie_id)
            >= (own.score_key, own.weight_key, own.release_key, own.movie_id)
          and (e.score_key, e.weight_key, e.release_key, e.movie_id)
            <= (${alias}.score_key, ${alias}.weight_key, ${alias}.release_key, ${alias}.movie_id)))::int
    from list_block own
    where own.list_id = ${alias}.list_id and (own.score_key, own.weight_key, own.release_key, own.movie_id)
      <= (${alias}.score_key, ${alias}.weight_key, ${alias}.release_key, ${alias}.movie_id)
    order by own.score_key desc, own.weight_key desc, own.release_key desc, own.movie_id desc limit 1)`;
}
