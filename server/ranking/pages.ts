import { Prisma } from "@/prisma/generated/client";

const KEY = Prisma.sql`score_key, weight_key, release_key, movie_id`;
const LAST_FIRST = Prisma.sql`score_key desc, weight_key desc, release_key desc, movie_id desc`;

/**
 * A page has no more entries. Said as a constant, so that PostgreSQL, which takes a limit that it doesn't know
 * for a tenth of the table, keeps one plan for every page: planning costs more than running.
 */
const MOST_ENTRIES = Prisma.raw("100");

/** Rows of a counted table, each with the number of entries before it. */
function counted(rows: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`select ranges.*, sum(count) over (order by ${KEY}) - count as before from (${rows}) ranges`;
}

/** Of counted rows the last that begins before a position. */
function lastBefore(rows: Prisma.Sql, position: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`select *, ${position} - 1 - before as skip from (${counted(rows)}) counted
    where before < ${position} order by before desc, ${LAST_FIRST} limit 1`;
}

/**
 * The SQL that finds a page of a list by its counted blocks: the section that holds the page's first
 * position, the block within it, the entry within that (in the index alone), and from there a short range
 * of the order's index. Costs the same at any depth. Gives `position` and the entry's columns; reads one
 * snapshot, so that a page is never a mixture of editions.
 * @param list a scalar expression for the list's id.
 * @param first the page's first position, as a bigint expression or a number.
 * @param count entries of the page, as an expression or a number.
 */
export function entriesFrom(
  list: Prisma.Sql,
  first: Prisma.Sql | number,
  count: Prisma.Sql | number,
): Prisma.Sql {
  const at = typeof first === "number" ? Prisma.sql`${first}::bigint` : first;
  return Prisma.sql`
    select (section.before + block.before + 1 + block.skip + row_number() over (order by entry.score_key,
        entry.weight_key, entry.release_key, entry.movie_id) - 1)::int as position, entry.*
    from (${lastBefore(Prisma.sql`select * from list_section where list_id = ${list}`, at)}) section
    cross join lateral (${lastBefore(
      Prisma.sql`select * from list_block held
        where held.list_id = section.list_id and (held.score_key, held.weight_key, held.release_key, held.movie_id)
          >= (section.score_key, section.weight_key, section.release_key, section.movie_id)
        order by ${KEY} limit section.blocks`,
      Prisma.sql`(section.skip + 1)`,
    )}) block
    cross join lateral (
      select list_id, ${KEY} from list_entry held
      where held.list_id = block.list_id and (held.score_key, held.weight_key, held.release_key, held.movie_id)
        >= (block.score_key, block.weight_key, block.release_key, block.movie_id)
      order by ${KEY} offset block.skip limit 1
    ) opening
    cross join lateral (
      select * from (
        select * from list_entry held
        where held.list_id = opening.list_id and (held.score_key, held.weight_key, held.release_key, held.movie_id)
          >= (opening.score_key, opening.weight_key, opening.release_key, opening.movie_id)
        order by ${KEY} limit ${MOST_ENTRIES}
      ) most limit ${count}
    ) entry`;
}

/** Rows of a counted table that begin at or below an entry's key, the last first. */
function upTo(table: Prisma.Sql, alias: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`select * from ${table} held where held.list_id = ${alias}.list_id
    and (held.score_key, held.weight_key, held.release_key, held.movie_id)
      <= (${alias}.score_key, ${alias}.weight_key, ${alias}.release_key, ${alias}.movie_id)
    order by ${LAST_FIRST}`;
}

/**
 * A scalar expression for the position of an entry (`alias` is a list_entry): the counts of the sections
 * below its own, of the blocks below its own in its section, and its place within that.
 */
export function positionOf(alias: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    select (coalesce((
        select sum(held.count) from list_section held where held.list_id = ${alias}.list_id
          and (held.score_key, held.weight_key, held.release_key, held.movie_id)
            < (section.score_key, section.weight_key, section.release_key, section.movie_id)), 0)
      + coalesce((
        select sum(held.count) from list_block held where held.list_id = ${alias}.list_id
          and (held.score_key, held.weight_key, held.release_key, held.movie_id)
            >= (section.score_key, section.weight_key, section.release_key, section.movie_id)
          and (held.score_key, held.weight_key, held.release_key, held.movie_id)
            < (block.score_key, block.weight_key, block.release_key, block.movie_id)), 0)
      + (select count(*) from list_entry held where held.list_id = ${alias}.list_id
          and (held.score_key, held.weight_key, held.release_key, held.movie_id)
            >= (block.score_key, block.weight_key, block.release_key, block.movie_id)
          and (held.score_key, held.weight_key, held.release_key, held.movie_id)
            <= (${alias}.score_key, ${alias}.weight_key, ${alias}.release_key, ${alias}.movie_id)))::int
    from (${upTo(Prisma.sql`list_section`, alias)} limit 1) section,
      (${upTo(Prisma.sql`list_block`, alias)} limit 1) block)`;
}
