import { db } from "../db";
import type { FilmRef } from "./schema";

interface Row extends Omit<FilmRef, "posterUrl"> {
  poster_url: string | null;
}

/** Films as lists show them, by id; those in the trash, and those that a member has had, are left out. */
export async function findFilmRefs(
  ids: readonly number[],
  hideFrom: number | null = null,
): Promise<Map<number, FilmRef>> {
  if (ids.length === 0) return new Map();
  const rows = await db().$queryRaw<Row[]>`
    select movie.id, movie.slug, movie.title, movie.year, movie.poster_url,
      array(select genre.name from movie_genre tag join genre on genre.id = tag.genre_id
        where tag.movie_id = movie.id order by genre.slug) as genres,
      array(select person.name from credit join person on person.id = credit.person_id
        where credit.movie_id = movie.id and credit.kind = 'director' order by credit.billing) as directors,
      -entry.score_key / 1e6::float8 as score
    from movie left join list_entry entry on entry.movie_id = movie.id
      and entry.list_id = (select id from list where slug = 'all-time')
    where movie.id = any(${[...ids]}::int[]) and movie.deleted_at is null
      and not exists (select from rating where movie_id = movie.id and user_id = ${hideFrom}::int)
      and not exists (select from rec_dismissal where movie_id = movie.id and user_id = ${hideFrom}::int)
      and not exists (select from rec_pick where movie_id = movie.id and user_id = ${hideFrom}::int)`;
  return new Map(rows.map(({ poster_url, ...row }) => [row.id, { ...row, posterUrl: poster_url }]));
}

/** Titles of films for reasons. */
export async function findTitles(ids: readonly number[]) {
  const movies = await db().movie.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, slug: true, title: true },
  });
  return new Map(movies.map((movie) => [movie.id, movie]));
}
