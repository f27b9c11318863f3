import { Prisma } from "@/prisma/generated/client";
import { db, runPrepared } from "../db";
import { entriesFrom, positionOf } from "../ranking/pages";
import { ENTRY_SCORE, jsonArray, movieJson, STAT_SCORE, STAT_VOTES } from "./movie-json";

/** Films of a page as PostgreSQL's JSON text (an array of `Movie`), and how many there are on all pages. */
export interface MoviePage {
  data: string;
  total: number;
}

/** A list whose order a page follows, and which films belong to it, eligible or not. */
export interface Scope {
  slug: string;
  /** A condition on `movie`. */
  belongs: Prisma.Sql;
}

// A type and not an interface, for rows have an index signature.
type Slice = {
  data: string;
  ranked: number;
  total: number;
};

const ALL_TIME = Prisma.sql`(select id from list where slug = 'all-time')`;

/** Stand for a page's first position and its length while the statement below is composed. */
const FIRST = -1;
const COUNT = -2;

/**
 * Films in the all-time list's order: the busiest statement of the API, so it is one, and prepared. It
 * finds the page by the counted blocks and costs the same at any depth.
 */
const BY_RANK = Prisma.sql`
  select coalesce((
      select ${jsonArray(
        movieJson({
          score: ENTRY_SCORE,
          votes: Prisma.sql`entry.votes`,
          position: Prisma.sql`entry.position`,
        }),
        Prisma.sql`entry.position`,
      )}
      from (${entriesFrom(ALL_TIME, FIRST, COUNT)}) entry
      join movie on movie.id = entry.movie_id
      join movie_card card on card.movie_id = movie.id
      join movie_stat stat on stat.movie_id = movie.id), '[]') as data,
    coalesce((select total from list where slug = 'all-time'), 0) as ranked,
    coalesce((select movies from catalog_count), 0) as total`;

/** Films in the all-time list's order from a place in it (from 0). */
async function allTimeSlice(from: number, count: number): Promise<Slice | undefined> {
  const values = BY_RANK.values.map((value) =>
    value === FIRST ? from + 1 : value === COUNT ? count : value,
  );
  const [slice] = await runPrepared<Slice>("movies by rank", BY_RANK.text, values);
  return slice;
}

/** The same for a genre's or a decade's list; the position is still the one in the all-time list. */
async function scopedSlice(
  { slug, belongs }: Scope,
  from: number,
  count: number,
): Promise<Slice | undefined> {
  const json = movieJson({
    score: ENTRY_SCORE,
    votes: Prisma.sql`entry.votes`,
    position: positionOf(Prisma.sql`top`),
  });
  const list = Prisma.sql`(select id from list where slug = ${slug})`;
  const [slice] = await db().$queryRaw<Slice[]>`
    select coalesce((
        select ${jsonArray(json, Prisma.sql`entry.position`)}
        from (${entriesFrom(list, from + 1, count)}) entry
        join movie on movie.id = entry.movie_id
        join movie_card card on card.movie_id = movie.id
        join movie_stat stat on stat.movie_id = movie.id
        left join list_entry top on top.movie_id = movie.id and top.list_id = ${ALL_TIME}), '[]') as data,
      coalesce((select total from list where slug = ${slug}), 0) as ranked,
      (select count(*)::int from movie where movie.deleted_at is null and ${belongs}) as total`;
  return slice;
}

/** The films of a scope that aren't eligible for its list, in the order they came, from a place in that order. */
async function unrankedSlice({ slug, belongs }: Scope, from: number, count: number): Promise<string> {
  const json = movieJson({ score: STAT_SCORE, votes: STAT_VOTES, position: Prisma.sql`null::int` });
  const [slice] = await db().$queryRaw<{ data: string }[]>`
    select coalesce(${jsonArray(json, Prisma.sql`movie.id`)}, '[]') as data
    from (
      select movie.* from movie
      where movie.deleted_at is null and ${belongs} and not exists (
        select from list_entry entry where entry.movie_id = movie.id
          and entry.list_id = (select id from list where slug = ${slug}))
      order by movie.id offset ${from} limit ${count}
    ) movie
    join movie_card card on card.movie_id = movie.id
    left join movie_stat stat on stat.movie_id = movie.id
    left join ranking_state state on true`;
  return slice?.data ?? "[]";
}

/** A page of a scope's films (all films without one): its list's order first and then what isn't eligible. */
export async function findRankedPage(page: number, pageSize: number, scope?: Scope): Promise<MoviePage> {
  const from = (page - 1) * pageSize;
  const to = from + pageSize;
  const slice = await (scope ? scopedSlice(scope, from, pageSize) : allTimeSlice(from, pageSize));
  if (!slice) return { data: "[]", total: 0 };
  const { data, ranked, total } = slice;
  if (to <= ranked || from >= total) return { data, total };
  const all = { slug: "all-time", belongs: Prisma.sql`true` };
  const rest = await unrankedSlice(scope ?? all, Math.max(0, from - ranked), Math.min(pageSize, to - ranked));
  return { data: concatenate(data, rest), total };
}

/** Joins two JSON arrays without parsing them. */
function concatenate(first: string, second: string): string {
  if (first === "[]") return second;
  if (second === "[]") return first;
  return `${first.slice(0, -1)},${second.slice(1)}`;
}
