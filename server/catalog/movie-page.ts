import { Prisma } from "@/prisma/generated/client";
import { db } from "../db";
import { AppError } from "../errors";
import { positionOf } from "../ranking/pages";
import { Turns } from "../turns";
import { ENTRY_SCORE, jsonArray, movieJson, STAT_SCORE, STAT_VOTES } from "./movie-json";
import { findRankedPage, type MoviePage } from "./ranked-page";
import type { MovieQuery } from "./schema";
import { titleKey } from "./titles";

const RANKED = Prisma.sql`entry.score_key is null`;

/** What films are sorted by; the id last, so that the order is the same on every page. */
const ORDERS = {
  rank: [
    RANKED,
    Prisma.sql`entry.score_key`,
    Prisma.sql`entry.weight_key`,
    Prisma.sql`entry.release_key`,
    Prisma.sql`movie.id`,
  ],
  title: [Prisma.sql`movie.title_key`, Prisma.sql`movie.year`, Prisma.sql`movie.id`],
  year: [Prisma.sql`movie.year`, Prisma.sql`movie.id`],
  added: [Prisma.sql`movie.created_at`, Prisma.sql`movie.id`],
} as const;

function ofGenre(slug: string): Prisma.Sql {
  return Prisma.sql`exists (select from movie_genre tag join genre on genre.id = tag.genre_id
    where tag.movie_id = movie.id and genre.slug = ${slug})`;
}

function ofDecade(slug: string): Prisma.Sql {
  const first = Number(slug.slice(0, 4));
  return Prisma.sql`movie.year between ${first}::int and ${first + 9}::int`;
}

/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * Titles that hold these words in this order, however they are accented or punctuated. Words of one or two letters
 * are whole words where there is none longer, and signs alone a whole title: no index knows parts as short as that, and
 * most titles have them.
 */
export function titled(words: string): Prisma.Sql {
  const key = titleKey(words);
  const text = key.replace(/[\\%_]/g, "\\$&");
  const patterns = !/[\p{L}\p{N}]/u.test(key)
    ? [text]
    : key.split(" ").every((word) => [...word].length <= 2) && !UNSPACED.test(key)
      ? [text, `${text} %`, `% ${text}`, `% ${text} %`]
      : [`%${text}%`];
  const either = patterns.map((pattern) => Prisma.sql`movie.title_key like ${pattern}`);
  return Prisma.sql`(${Prisma.join(either, " or ")})`;
}

/** Most searches take some milliseconds, but one for "the" may read a million titles: votes need connections too. */
const searches = new Turns(
  { running: 3, waiting: 30, patience: 5_000 },
  () =>
    new AppError("unavailable", {
      userMessage: "Many people are searching just now. Try again in 5 seconds.",
      retryAfter: 5,
    }),
);

function conditions({ genre, decade, country, q }: MovieQuery): Prisma.Sql[] {
  return [
    ...(genre ? [ofGenre(genre)] : []),
    ...(decade ? [ofDecade(decade)] : []),
    ...(country ? [Prisma.sql`${country} = any(movie.countries)`] : []),
    ...(q ? [titled(q)] : []),
  ];
}

/** The list whose order answers a query by rank, where one does. */
function listOf({ genre, decade, country, q }: MovieQuery): string | null {
  if (country || q || (genre && decade)) return null;
  return genre ?? decade ?? "all-time";
}

/**
 * `GET /api/v1/movies`: a page of films, without those in the trash.
 * @throws AppError unavailable where too many search at once.
 */
export async function findMoviePage(query: MovieQuery): Promise<MoviePage> {
  const list = query.sort === "rank" && query.order !== "desc" ? listOf(query) : null;
  if (list) return await findRankedPage(list, query.page, query.pageSize);
  if (query.q) return await searches.take(() => findSortedPage(query));
  return await findSortedPage(query);
}

async function findSortedPage(query: MovieQuery): Promise<MoviePage> {
  const wanted = conditions(query);
  const where = Prisma.join([Prisma.sql`movie.deleted_at is null`, ...wanted], " and ");
  const direction = query.order === "desc" ? Prisma.sql`desc` : Prisma.sql`asc`;
  const order = Prisma.join(ORDERS[query.sort].map((key) => Prisma.sql`${key} ${direction}`));
  const json = movieJson({
    score: Prisma.sql`coalesce(${ENTRY_SCORE}, ${STAT_SCORE})`,
    votes: Prisma.sql`coalesce(entry.votes, ${STAT_VOTES})`,
    position: positionOf(Prisma.sql`entry`),
  });
  const entry = Prisma.sql`left join list_entry entry on entry.movie_id = movie.id
    and entry.list_id = (select id from list where slug = 'all-time')`;
  const total =
    wanted.length === 0
      ? Prisma.sql`coalesce((select movies from catalog_count), 0)`
      : Prisma.sql`(select count(*)::int from movie where ${where})`;
  const [page] = await db().$queryRaw<MoviePage[]>`
    select coalesce((
        select ${jsonArray(json, order)}
        from (
          select movie.* from movie ${query.sort === "rank" ? entry : Prisma.empty}
          where ${where} order by ${order}
          offset ${(query.page - 1) * query.pageSize} limit ${query.pageSize}
        ) movie
        join movie_card card on card.movie_id = movie.id
        left join movie_stat stat on stat.movie_id = movie.id
        ${entry}
        left join ranking_state state on true), '[]') as data,
      ${total} as total`;
  return page ?? { data: "[]", total: 0 };
}
