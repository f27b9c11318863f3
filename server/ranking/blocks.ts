import { Prisma } from "@/prisma/generated/client";
import type { Tx } from "../db";

/**
 * Counted blocks: each says how many of a list's entries lie from its lower key up to the next block's; and
 * sections, which say the same of some dozens of blocks in a row. Which entry is at a position, and which
 * position an entry has, then cost two sums of a few counts and one short index range at any depth, and a
 * changed vote changes at most two counts of either kind, where stored positions would have to be rewritten
 * for every film that it passes.
 */

/** Entries in a fresh block; it splits at twice as many and joins its neighbour at a quarter. */
export const BLOCK_SIZE = 128;

/** Blocks in a section. */
export const SECTION_BLOCKS = 64;

const KEY = Prisma.sql`score_key, weight_key, release_key, movie_id`;

/**
 * Counts lists' entries into blocks anew: for full editions, where most keys may have changed. The first
 * block of a list begins below every possible key and stays, so that each key has its block.
 */
export async function rebuildBlocks(tx: Tx, lists: readonly number[]): Promise<void> {
  await tx.$executeRaw`delete from list_block where list_id = any(${[...lists]}::int[])`;
  await tx.$executeRaw`
    with numbered as (
      select list_id, ${KEY},
        row_number() over (partition by list_id order by ${KEY}) - 1 as at,
        count(*) over (partition by list_id) as entries
      from list_entry where list_id = any(${[...lists]}::int[])
    )
    insert into list_block (list_id, ${KEY}, count)
    select list_id, score_key, weight_key, release_key, movie_id, least(${BLOCK_SIZE}::bigint, entries - at)
    from numbered where at > 0 and at % ${BLOCK_SIZE}::int = 0
    union all
    select list_id, (-9223372036854775808)::bigint, (-9223372036854775808)::bigint, (-2147483648)::int, 0,
      least(${BLOCK_SIZE}::bigint, coalesce(max(entries), 0))
    from unnest(${[...lists]}::int[]) as chosen(list_id) left join numbered using (list_id)
    group by list_id`;
  await rebuildSections(tx, lists);
}

/** Gathers lists' blocks into sections anew: whenever a block came or went, which is seldom. */
async function rebuildSections(tx: Tx, lists: readonly number[]): Promise<void> {
  await tx.$executeRaw`delete from list_section where list_id = any(${[...lists]}::int[])`;
  await tx.$executeRaw`
    insert into list_section (list_id, ${KEY}, count, blocks)
    select list_id, ${KEY}, entries, blocks
    from (
      select list_id, ${KEY}, at, sum(count) over section as entries, count(*) over section as blocks
      from (
        select *, row_number() over (partition by list_id order by ${KEY}) - 1 as at
        from list_block where list_id = any(${[...lists]}::int[])
      ) numbered
      window section as (partition by list_id, at / ${SECTION_BLOCKS}::int)
    ) gathered
    where at % ${SECTION_BLOCKS}::int = 0`;
}

/** Brings lists' totals to what their sections count: waiting lists', which no edition says, and wrong ones. */
export async function countTotals(tx: Tx, lists: readonly number[]): Promise<void> {
  await tx.$executeRaw`
    update list set total = (select sum(count) from list_section where list_id = list.id)
    where id = any(${[...lists]}::int[])`;
}

interface Counted {
  list_id: number;
  score_key: bigint;
  weight_key: bigint;
  release_key: number;
  movie_id: number;
  count: number;
}

/** Moves the staged changes from the blocks and sections of their old keys to those of their new ones. */
export async function countStaged(tx: Tx): Promise<void> {
  await tx.$queryRaw(countIn("section"));
  const counted = await tx.$queryRaw<Counted[]>(countIn("block"));
  const regrouped = new Set<number>();
  // What these counts say holds until a block is joined into another: so all splits come first.
  for (const block of counted.filter(isLarge)) {
    await split(tx, block);
    regrouped.add(block.list_id);
  }
  // From the end: of several small neighbours each takes up the one behind it, and stays if that was enough.
  for (const block of counted.filter(isSmall).sort((one, other) => compareKeys(other, one))) {
    const joined = await join(tx, block);
    if (!joined) continue;
    if (isLarge(joined)) await split(tx, joined);
    regrouped.add(block.list_id);
  }
  if (regrouped.size > 0) await rebuildSections(tx, [...regrouped]);
}

function isLarge({ count }: Counted): boolean {
  return count > 2 * BLOCK_SIZE;
}

function isSmall({ count }: Counted): boolean {
  return count < BLOCK_SIZE / 4;
}

function compareKeys(one: Counted, other: Counted): number {
  return (
    Number(one.score_key - other.score_key) ||
    Number(one.weight_key - other.weight_key) ||
    one.release_key - other.release_key ||
    one.movie_id - other.movie_id
  );
}

/** The statement that counts the staged changes; gives the rows whose counts changed. */
function countIn(what: "block" | "section"): Prisma.Sql {
  const table = Prisma.raw(`list_${what}`);
  return Prisma.sql`${Prisma.raw(`/* prepared: count ${what}s */`)}
    with moved as (
      select list_id, old_score_key as score_key, old_weight_key as weight_key,
        old_release_key as release_key, movie_id, -1 as difference
      from staged_entry where old_score_key is not null
      union all
      select list_id, ${KEY}, 1 from staged_entry where score_key is not null
    ), differences as (
      select range.list_id, range.score_key, range.weight_key, range.release_key, range.movie_id,
        sum(moved.difference)::int as difference
      from moved cross join lateral (
        select * from ${table} range
        where range.list_id = moved.list_id
          and (range.score_key, range.weight_key, range.release_key, range.movie_id)
            <= (moved.score_key, moved.weight_key, moved.release_key, moved.movie_id)
        order by range.score_key desc, range.weight_key desc, range.release_key desc, range.movie_id desc
        limit 1
      ) range
      group by 1, 2, 3, 4, 5
    )
    update ${table} target set count = target.count + differences.difference
    from differences
    where (target.list_id, target.score_key, target.weight_key, target.release_key, target.movie_id)
        = (differences.list_id, differences.score_key, differences.weight_key, differences.release_key,
          differences.movie_id)
      and differences.difference <> 0
    returning target.list_id, target.score_key, target.weight_key, target.release_key, target.movie_id,
      target.count`;
}

function keyOf(block: Counted): Prisma.Sql {
  return Prisma.sql`(${block.list_id}::int, ${block.score_key}::bigint, ${block.weight_key}::bigint,
    ${block.release_key}::int, ${block.movie_id}::int)`;
}

const COLUMNS = Prisma.sql`(list_id, score_key, weight_key, release_key, movie_id)`;

/** Cuts a block into even pieces of about the fresh size. */
async function split(tx: Tx, block: Counted): Promise<void> {
  const piece = Math.ceil(block.count / Math.round(block.count / BLOCK_SIZE));
  await tx.$executeRaw`
    insert into list_block (list_id, ${KEY}, count)
    select list_id, ${KEY}, least(${piece}::int, ${block.count}::int - at)
    from (
      select list_id, ${KEY}, row_number() over (order by ${KEY}) - 1 as at from list_entry
      where list_id = ${block.list_id}::int and ${COLUMNS} >= ${keyOf(block)}
      order by ${KEY} limit ${block.count}
    ) numbered
    where at > 0 and at % ${piece}::int = 0`;
  await tx.$executeRaw`update list_block set count = ${piece}::int where ${COLUMNS} = ${keyOf(block)}`;
}

/**
 * Gives a small block's entries to the block before it; the first block of a list stays, and one that is no
 * longer small. @returns the block that took them, as it counts now.
 */
async function join(tx: Tx, block: Counted): Promise<Counted | undefined> {
  const [joined] = await tx.$queryRaw<Counted[]>`
    with before as (
      select * from list_block
      where list_id = ${block.list_id}::int and ${COLUMNS} < ${keyOf(block)}
      order by score_key desc, weight_key desc, release_key desc, movie_id desc limit 1
    ), gone as (
      delete from list_block small using before
      where (small.list_id, small.score_key, small.weight_key, small.release_key, small.movie_id)
        = ${keyOf(block)} and small.count < ${BLOCK_SIZE / 4}::int
      returning small.count
    )
    update list_block target set count = target.count + gone.count
    from before, gone
    where (target.list_id, target.score_key, target.weight_key, target.release_key, target.movie_id)
      = (before.list_id, before.score_key, before.weight_key, before.release_key, before.movie_id)
    returning target.list_id, target.score_key, target.weight_key, target.release_key, target.movie_id,
      target.count`;
  return joined;
}

/** Which of these lists have blocks, sections or a total that don't count what is there. */
export async function findMiscounted(tx: Tx, lists: readonly number[]): Promise<number[]> {
  const blocks = Prisma.sql`
    select list_id from (${ranges("block", lists)}) held where count <> (
      select count(*) from list_entry part where ${isInside("part", "held")})`;
  const sections = Prisma.sql`
    select list_id from (${ranges("section", lists)}) held where (count, blocks) <> (
      select coalesce(sum(part.count), 0), count(*) from list_block part where ${isInside("part", "held")})`;
  const totals = Prisma.sql`
    select id from list where id = any(${[...lists]}::int[])
      and total <> (select sum(count) from list_section where list_id = list.id)`;
  const rows = await tx.$queryRaw<{ list_id: number }[]>`${blocks} union ${sections} union ${totals}`;
  return rows.map(({ list_id }) => list_id);
}

/** Lists' blocks or sections, each with the key at which the next begins: the last one's is above all keys. */
function ranges(what: "block" | "section", lists: readonly number[]): Prisma.Sql {
  return Prisma.sql`
    select *, lead(score_key, 1, 9223372036854775807) over keys as next_score_key,
      lead(weight_key, 1, 9223372036854775807) over keys as next_weight_key,
      lead(release_key, 1, 2147483647) over keys as next_release_key,
      lead(movie_id, 1, 2147483647) over keys as next_movie_id
    from ${Prisma.raw(`list_${what}`)} where list_id = any(${[...lists]}::int[])
    window keys as (partition by list_id order by ${KEY})`;
}

function isInside(part: string, range: string): Prisma.Sql {
  const key = (of: string, next = "") =>
    ["score_key", "weight_key", "release_key", "movie_id"].map((each) => `${of}.${next}${each}`).join(", ");
  return Prisma.raw(`${part}.list_id = ${range}.list_id
    and (${key(part)}) >= (${key(range)}) and (${key(part)}) < (${key(range, "next_")})`);
}
