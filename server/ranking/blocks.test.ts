import { beforeAll, describe, expect, test } from "vitest";
import { Prisma } from "@/prisma/generated/client";
import { db } from "../db";
import { truncateAll } from "../testing/database";
import { BLOCK_SIZE, countStaged, rebuildBlocks, SECTION_BLOCKS } from "./blocks";
import { applyStaged } from "./changes";
import { entriesFrom, positionOf } from "./pages";

/** Enough for two sections. */
const FILMS = Math.round(1.5 * BLOCK_SIZE * SECTION_BLOCKS);

let list: number;

beforeAll(async () => {
  await truncateAll();
  ({ id: list } = await db().list.create({
    data: { slug: "all-time", title: "All time", kind: "all", minimumWeight: 1 },
    select: { id: true },
  }));
  await db().$executeRaw`
    insert into movie (slug, title, title_key, year)
    select 'film-' || n, 'Film', 'film', 2000 from generate_series(1, ${FILMS}::int) n`;
});

/** Gives films (a condition on their ids) this key, or takes them out of the list, as a publish does. */
async function move(films: Prisma.Sql, key: Prisma.Sql | null, analysed = false): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.$executeRaw`
      insert into staged_entry (list_id, movie_id, old_score_key, old_weight_key, old_release_key, score_key,
        weight_key, release_key, votes, input_sum)
      select ${list}::int, movie.id, score_key, weight_key, release_key,
        ${key ?? Prisma.sql`null`}, ${key ? 0 : null}::bigint, ${key ? 0 : null}::int, 1, 1
      from movie left join list_entry on movie_id = movie.id and list_id = ${list}::int
      where ${films} and (${key !== null} or movie_id is not null)`;
    // With what it knows then, PostgreSQL counts in another order.
    if (analysed) await tx.$executeRaw`analyze staged_entry`;
    await applyStaged(tx);
    await countStaged(tx);
    await tx.$executeRaw`delete from staged_entry`;
  });
}

interface Range {
  before: number;
  size: number;
  inside: number;
  blocks: number;
}

/** What a table of ranges says of each, beside what is there. */
async function ranges(table: string): Promise<Range[]> {
  const blocks = table === "list_section" ? Prisma.sql`blocks` : Prisma.sql`0`;
  return await db().$queryRaw`
    with held as (
      select *, lead(row(score_key, weight_key, release_key, movie_id)) over (
        order by score_key, weight_key, release_key, movie_id) as next
      from ${Prisma.raw(table)} where list_id = ${list}
    )
    select count as size, ${blocks} as blocks, (select count(*)::int from list_entry entry
      where entry.list_id = ${list} and row(entry.score_key, entry.weight_key, entry.release_key, entry.movie_id)
        >= row(held.score_key, held.weight_key, held.release_key, held.movie_id)
        and (next is null or row(entry.score_key, entry.weight_key, entry.release_key, entry.movie_id) < next)) as inside
    from held`;
}

/** Blocks and sections count what is there, and every place is found from both sides. */
async function expectCounted(): Promise<{ blocks: number; sections: number }> {
  const blocks = await ranges("list_block");
  const sections = await ranges("list_section");
  for (const { size, inside } of [...blocks, ...sections]) expect(size).toBe(inside);
  expect(sections.reduce((sum, section) => sum + section.blocks, 0)).toBe(blocks.length);
  for (const { size } of blocks) expect(size).toBeLessThanOrEqual(2 * BLOCK_SIZE);
  for (const { size } of blocks.slice(1)) expect(size).toBeGreaterThanOrEqual(BLOCK_SIZE / 4);
  const order = await db().$queryRaw<{ movie_id: number; position: number }[]>`
    select movie_id, ${positionOf(Prisma.sql`entry`)} as position from list_entry entry
    where list_id = ${list} order by score_key, weight_key, release_key, movie_id`;
  expect(order.map(({ position }) => position)).toEqual(order.map((_, at) => at + 1));
  for (const from of [
    1,
    2,
    BLOCK_SIZE,
    BLOCK_SIZE * SECTION_BLOCKS,
    order.length - 1,
    order.length,
    order.length + 1,
  ]) {
    const page = await db().$queryRaw<{ movie_id: number; position: number }[]>`
      select movie_id, position from (${entriesFrom(Prisma.sql`${list}::int`, from, 70)}) page order by position`;
    expect(page).toEqual(
      order.slice(from - 1, from + 69).map(({ movie_id }, at) => ({ movie_id, position: from + at })),
    );
  }
  return { blocks: blocks.length, sections: sections.length };
}

describe("counted blocks and their sections", () => {
  test("grow from nothing, film by film and in bulk", { timeout: 60_000 }, async () => {
    await db().$transaction((tx) => rebuildBlocks(tx, [list]));
    await move(Prisma.sql`movie.id <= 3`, Prisma.sql`movie.id`);
    expect(await expectCounted()).toEqual({ blocks: 1, sections: 1 });
    await move(Prisma.sql`movie.id > 3`, Prisma.sql`-(movie.id * 7919) % 1000`);
    expect((await expectCounted()).sections).toBe(2);
  });

  test("split where all films come together, join where they leave", { timeout: 60_000 }, async () => {
    await move(Prisma.sql`movie.id % 3 = 0`, Prisma.sql`-500`);
    await expectCounted();
    await move(Prisma.sql`movie.id % 3 = 0`, Prisma.sql`movie.id`);
    await expectCounted();
    for (const id of [7, 8, 9]) await move(Prisma.sql`movie.id = ${id}`, Prisma.sql`-2000`);
    await expectCounted();
    await move(Prisma.sql`movie.id > 20`, null);
    expect(await expectCounted()).toEqual({ blocks: 1, sections: 1 });
    await move(Prisma.sql`true`, null);
    expect(await expectCounted()).toEqual({ blocks: 1, sections: 1 });
  });

  test("split and join side by side in one publish", { timeout: 60_000 }, async () => {
    const SPREAD = 3 * BLOCK_SIZE;
    // Stretches of three fresh blocks. Of each stretch, the second block's films and some of the third's go to the
    // first, which grows too large while its neighbour is left too small.
    await move(Prisma.sql`true`, Prisma.sql`movie.id`);
    await db().$transaction((tx) => rebuildBlocks(tx, [list]));
    const place = Prisma.sql`((movie.id - 1) % ${SPREAD}::int)`;
    const second = Prisma.sql`${place} between ${BLOCK_SIZE}::int and ${BLOCK_SIZE + 110}::int`;
    const third = Prisma.sql`${place} between ${2 * BLOCK_SIZE}::int and ${2 * BLOCK_SIZE + 40}::int`;
    await move(Prisma.sql`${second} or ${third}`, Prisma.sql`movie.id - ${place} + 1`, true);
    await expectCounted();
    // And stretches in which every block is left small at once.
    await move(Prisma.sql`movie.id % 6 <> 0`, Prisma.sql`-1 - movie.id`);
    await expectCounted();
  });
});
