import { Prisma } from "@/prisma/generated/client";
import { runPrepared } from "../db";
import { entriesFrom, positionOf } from "../ranking/pages";
import { ENTRY_SCORE, jsonArray, movieJson, STAT_SCORE, STAT_VOTES } from "./movie-json";

/** Films of a page as PostgreSQL's JSON text (an array of `Movie`), and how many there are on all pages. */
export interface MoviePage {
  data: string;
  total: number;
}

/** Stand for the list, the page's first position and its length while the statements below are composed. */
const SLUG = "slug";
const FIRST = -1;
const COUNT = -2;

/**
 * The statement for a page of a list's films: its entries in their order, then the films that wait for it
 * as they came. The busiest of the API, so it is one, and prepared. Both parts are found by counted blocks
 * and cost the same at any depth; a part that isn't on the page isn't run.
 * @param position a scalar expression for an entry's position in the all-time list.
 */
function pageStatement(position: Prisma.Sql): Prisma.Sql {
  const entry = movieJson({ score: ENTRY_SCORE, votes: Prisma.sql`entry.votes`, position });
  const waits = movieJson({ score: STAT_SCORE, votes: STAT_VOTES, position: Prisma.sql`null::int` });
  const first = Prisma.sql`${FIRST}::bigint`;
  const count = Prisma.sql`${COUNT}::bigint`;
  return Prisma.sql`
    with list as materialized (
      select ranked.id, ranked.total, waiting.id as waiting_id, waiting.total as waiting,
        (select id from list where slug = 'all-time') as all_time_id
      from list ranked join list waiting on waiting.waits_for_id = ranked.id where ranked.slug = ${SLUG}
    )
    select total + waiting as total, coalesce((
      select ${jsonArray(Prisma.sql`film.json`, Prisma.sql`film.place`)} from (
        select entry.position as place, ${entry} as json
        from (${entriesFrom(Prisma.sql`list.id`, first, count)}) entry
        join movie_card card on card.movie_id = entry.movie_id
        join movie_stat stat on stat.movie_id = entry.movie_id
        where ${first} <= list.total
        union all
        select list.total + entry.position, ${waits} as json
        from (${entriesFrom(
          Prisma.sql`list.waiting_id`,
          Prisma.sql`greatest(1, ${first} - list.total)`,
          Prisma.sql`least(${count}, ${first} + ${count} - 1 - list.total)`,
        )}) entry
        join movie_card card on card.movie_id = entry.movie_id
        join movie_stat stat on stat.movie_id = entry.movie_id
        left join ranking_state state on true
        where ${first} + ${count} - 1 > list.total
      ) film), '[]') as data
    from list`;
}

const ALL_TIME_PAGE = pageStatement(Prisma.sql`entry.position`);
const OTHER_PAGE = pageStatement(Prisma.sql`(select ${positionOf(Prisma.sql`top`)}
  from list_entry top where top.list_id = list.all_time_id and top.movie_id = entry.movie_id)`);

/** A page of a list's films, eligible or not: its order first and then what waits, as it came. */
export async function findRankedPage(slug: string, page: number, pageSize: number): Promise<MoviePage> {
  const statement = slug === "all-time" ? ALL_TIME_PAGE : OTHER_PAGE;
  const given = new Map<unknown, unknown>([
    [SLUG, slug],
    [FIRST, (page - 1) * pageSize + 1],
    [COUNT, pageSize],
  ]);
  const name = slug === "all-time" ? "movies by rank" : "movies of a list by rank";
  const values = statement.values.map((value) => (given.has(value) ? given.get(value) : value));
  const [found] = await runPrepared<{ data: string; total: number }>(name, statement.text, values);
  return found ?? { data: "[]", total: 0 };
}
