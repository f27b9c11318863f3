import type { z } from "zod";
import { Prisma } from "@/prisma/generated/client";
import { db } from "../db";
import { titled } from "./movie-page";
import type { AdminMovieRow, adminListQuery, DuplicateOf, GenreOption } from "./schema";
import { titleKey } from "./titles";

/** Films on a page of the admin list. */
const ADMIN_PAGE_SIZE = 50;

/** The number of the film at an address; null where there is none, or it is in the trash. */
export async function findMovieId(slug: string): Promise<number | null> {
  const found = await db().movie.findUnique({ where: { slug, deletedAt: null }, select: { id: true } });
  return found?.id ?? null;
}

/** The film that stands where one of this title, however spelt, and year would be its duplicate. */
export async function findDuplicate(title: string, year: number): Promise<DuplicateOf | null> {
  if (!title.trim()) return null;
  return await db().movie.findFirst({
    where: { titleKey: titleKey(title), year, deletedAt: null },
    select: { id: true, slug: true, title: true, year: true },
    orderBy: { id: "asc" },
  });
}

/** All genres by name. */
export async function findGenres(): Promise<GenreOption[]> {
  return await db().genre.findMany({ select: { slug: true, name: true }, orderBy: { name: "asc" } });
}

interface AdminPage {
  rows: AdminMovieRow[];
  page: number;
  pages: number;
  total: number;
}

/** The admin list: the newest films first, or those whose titles hold the words searched for. */
export async function findAdminPage({ q, page }: z.output<typeof adminListQuery>): Promise<AdminPage> {
  const where = Prisma.sql`movie.deleted_at is null ${q?.trim() ? Prisma.sql`and ${titled(q)}` : Prisma.empty}`;
  const rows = await db().$queryRaw<(Omit<AdminMovieRow, "createdAt"> & { createdAt: Date })[]>`
    select movie.id, movie.slug, movie.title, movie.year, movie.created_at as "createdAt",
      adder.name as "addedBy", coalesce(stat.votes + stat.source_votes, 0) as votes,
      -entry.score_key / 1e6::float8 as score,
      array(select genre.slug from movie_genre tag join genre on genre.id = tag.genre_id
        where tag.movie_id = movie.id order by genre.slug) as genres
    from (select * from movie where ${where} order by movie.created_at desc, movie.id desc
      offset ${(page - 1) * ADMIN_PAGE_SIZE} limit ${ADMIN_PAGE_SIZE}) movie
    left join app_user adder on adder.id = movie.added_by_id
    left join movie_stat stat on stat.movie_id = movie.id
    left join list_entry entry on entry.movie_id = movie.id
      and entry.list_id = (select id from list where slug = 'all-time')
    order by movie.created_at desc, movie.id desc`;
  const [counted] = await db().$queryRaw<{ total: number }[]>(
    q?.trim()
      ? Prisma.sql`select count(*)::int as total from movie where ${where}`
      : Prisma.sql`select movies as total from catalog_count`,
  );
  const total = counted?.total ?? 0;
  return {
    rows: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })),
    page,
    pages: Math.max(1, Math.ceil(total / ADMIN_PAGE_SIZE)),
    total,
  };
}
