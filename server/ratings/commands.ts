import { Prisma } from "@/prisma/generated/client";
import { db, type Tx } from "../db";
import { AppError } from "../errors";
import { recordEvent } from "../events";
import { FULL_WEIGHT_RATINGS } from "../ranking/formulas";
import type { RatingView } from "./schema";

interface Vote {
  movieId: number;
  userId: number;
  correlationId?: string | undefined;
}

interface Changed {
  /** The film is there and not in the trash. */
  exists: boolean;
  /** The rating that stood before the statement. */
  value: number | null;
  updatedAt: Date | null;
  /** When the rating was written; null: it was the same already. */
  changedAt: Date | null;
  /** The voter's ratings after it; null: their number stayed. */
  count: number | null;
}

/** A film that a vote can be for. */
function standing(movieId: number): Prisma.Sql {
  return Prisma.sql`film as (select id from movie where id = ${movieId} and deleted_at is null)`;
}

/** The film's own note that its inputs changed, and what the statement tells. */
function noteAndTell({ movieId, userId }: Vote): Prisma.Sql {
  return Prisma.sql`
    noted as (insert into dirty_movie (movie_id) select ${movieId}::int from changed)
    select exists (select from film) as exists, standing.value, standing.updated_at as "updatedAt",
      (select updated_at from changed) as "changedAt", (select rating_count from voter) as count
    from (select) one left join rating standing
      on standing.movie_id = ${movieId} and standing.user_id = ${userId}`;
}

/**
 * A person's rating of a film, 1 to 10: replaces the one they gave before; the same value again changes
 * nothing. One statement writes rating, count and note, so that a vote waits for nothing but its own voter.
 * @throws AppError not-found
 */
export async function rateMovie(vote: Vote & { value: number }): Promise<RatingView> {
  const { movieId, userId, value } = vote;
  return await db().$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<Changed[]>`/* prepared: rate */
      with ${standing(movieId)}, changed as (
        insert into rating as kept (movie_id, user_id, value, created_at, updated_at)
        select id, ${userId}::int, ${value}::smallint, now(), now() from film
        on conflict (movie_id, user_id) do update set value = excluded.value, updated_at = excluded.updated_at
        where kept.value <> excluded.value
        -- xmax is 0 in a row that was inserted and not updated.
        returning kept.updated_at, kept.xmax = 0 as added
      ), voter as (
        update app_user set rating_count = rating_count + 1
        where id = ${userId} and exists (select from changed where added) returning rating_count
      ), ${noteAndTell(vote)}`;
    if (!row?.exists) throw noSuchFilm();
    if (!row.changedAt) return { value, updatedAt: (row.updatedAt ?? new Date()).toISOString() };
    if (row.count !== null && row.count <= FULL_WEIGHT_RATINGS) await noteOtherFilms(tx, vote);
    await recordChange(tx, vote);
    return { value, updatedAt: row.changedAt.toISOString() };
  });
}

/**
 * Withdraws a person's rating; nothing happens where there is none.
 * @throws AppError not-found where there is no such film.
 */
export async function clearRating(vote: Vote): Promise<void> {
  const { movieId, userId } = vote;
  await db().$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<Changed[]>`/* prepared: clear rating */
      with ${standing(movieId)}, changed as (
        delete from rating using film where movie_id = film.id and user_id = ${userId}
        returning now() as updated_at
      ), voter as (
        update app_user set rating_count = rating_count - 1
        where id = ${userId} and exists (select from changed) returning rating_count
      ), ${noteAndTell(vote)}`;
    if (!row?.exists) throw noSuchFilm();
    if (row.count === null) return;
    if (row.count < FULL_WEIGHT_RATINGS) await noteOtherFilms(tx, vote);
    await recordChange(tx, vote);
  });
}

/**
 * A voter's weight changes with each of their first ratings, so their other films' scores do too. A
 * statement of its own, after the one that locked the voter: it sees the ratings of those who held that
 * lock before.
 */
async function noteOtherFilms(tx: Tx, { movieId, userId }: Vote): Promise<void> {
  await tx.$executeRaw`
    insert into dirty_movie (movie_id)
    select movie_id from rating where user_id = ${userId} and movie_id <> ${movieId}`;
}

async function recordChange(tx: Tx, { movieId, userId, correlationId }: Vote): Promise<void> {
  await recordEvent(tx, "rating/changed", { movieId, userId, ...(correlationId ? { correlationId } : {}) });
}

function noSuchFilm(): AppError {
  return new AppError("not-found", { userMessage: "There is no such film." });
}
