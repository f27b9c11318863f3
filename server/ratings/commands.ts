import { Prisma } from "@/prisma/generated/client";
import { db, runPrepared, type Tx } from "../db";
import { AppError } from "../errors";
import { type Fact, factOf } from "../events";
import { FULL_WEIGHT_RATINGS } from "../ranking/formulas";
import type { RatingView } from "./schema";

interface Vote {
  movieId: number;
  userId: number;
  correlationId?: string | undefined;
}

/** What a vote's statement tells; a type, for rows have an index signature. */
type Told = {
  /** The voter has as many ratings as the statement asked for; otherwise it did nothing. */
  settled: boolean;
  /** The film is there and not in the trash. */
  exists: boolean;
  /** When the rating that stood before was written. */
  updatedAt: Date | null;
  /** When the rating was written or withdrawn; null: nothing changed. */
  changedAt: Date | null;
  /** The voter's ratings after it; null: their number stayed. */
  count: number | null;
};

/**
 * A voter with so many ratings has full weight whatever they do next, and whatever they do at the same
 * moment: their votes are one statement of their own, without a transaction around it.
 */
const SETTLED_RATINGS = 4 * FULL_WEIGHT_RATINGS;

/**
 * The statement of a vote: `change` writes and returns `updated_at`, `counts` whether the voter's number of
 * ratings changes by `step`. Rating, number, the film's note and the outbox's fact are one statement, so
 * that a vote waits for nothing but its own voter.
 */
function voteStatement(
  { movieId, userId }: Vote,
  fact: Fact,
  leastRatings: number,
  step: 1 | -1,
  change: Prisma.Sql,
): Prisma.Sql {
  return Prisma.sql`
    with settled as (
      select id from app_user where id = ${userId}::int and rating_count >= ${leastRatings}::int
    ), film as (
      select id from movie where id = ${movieId}::int and deleted_at is null
    ), changed as (${change}), voter as (
      update app_user set rating_count = rating_count + ${step}::int
      where id = ${userId}::int and exists (select from changed where counts) returning rating_count
    ), noted as (
      insert into dirty_movie (movie_id) select ${movieId}::int from changed
    ), recorded as (
      insert into outbox (id, name, data)
      select ${fact.id}::text, ${fact.name}::text, ${JSON.stringify(fact.data)}::jsonb from changed
    )
    select exists (select from settled) as settled, exists (select from film) as exists,
      standing.updated_at as "updatedAt", (select updated_at from changed) as "changedAt",
      (select rating_count from voter) as count
    from (select) one left join rating standing
      on standing.movie_id = ${movieId}::int and standing.user_id = ${userId}::int`;
}

type Statement = (leastRatings: number) => Prisma.Sql;

/** Runs a vote's statement: alone for a settled voter, in a transaction with what follows for others. */
async function vote(name: string, of: Vote, statement: Statement, fullFrom: number): Promise<Told> {
  const { text, values } = statement(SETTLED_RATINGS);
  const [alone] = await runPrepared<Told>(name, text, values);
  if (alone && (alone.settled || !alone.exists)) return checked(alone);
  return await db().$transaction(async (tx) => {
    const [told] = await tx.$queryRaw<Told[]>(statement(0));
    const done = checked(told);
    if (done.count !== null && done.count < fullFrom) await noteOtherFilms(tx, of);
    return done;
  });
}

function checked(told: Told | undefined): Told {
  if (!told?.exists) throw new AppError("not-found", { userMessage: "There is no such film." });
  return told;
}

/**
 * A person's rating of a film, 1 to 10: replaces the one they gave before; the same value again changes
 * nothing.
 * @throws AppError not-found
 */
export async function rateMovie(given: Vote & { value: number }): Promise<RatingView> {
  const { userId, value } = given;
  const fact = changeOf(given);
  // xmax is 0 in a row that was inserted and not updated.
  const change = Prisma.sql`
    insert into rating as kept (movie_id, user_id, value, created_at, updated_at)
    select film.id, settled.id, ${value}::smallint, now(), now() from film, settled
    on conflict (movie_id, user_id) do update set value = excluded.value, updated_at = excluded.updated_at
    where kept.value <> excluded.value
    returning kept.updated_at, kept.xmax = 0 as counts`;
  const statement: Statement = (least) => voteStatement(given, fact, least, 1, change);
  const told = await vote("rate", { ...given, userId }, statement, FULL_WEIGHT_RATINGS + 1);
  return { value, updatedAt: (told.changedAt ?? told.updatedAt ?? new Date()).toISOString() };
}

/**
 * Withdraws a person's rating; nothing happens where there is none.
 * @throws AppError not-found where there is no such film.
 */
export async function clearRating(given: Vote): Promise<void> {
  const fact = changeOf(given);
  const change = Prisma.sql`
    delete from rating using film, settled where movie_id = film.id and user_id = settled.id
    returning now() as updated_at, true as counts`;
  const statement: Statement = (least) => voteStatement(given, fact, least, -1, change);
  await vote("clear rating", given, statement, FULL_WEIGHT_RATINGS);
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

function changeOf({ movieId, userId, correlationId }: Vote): Fact {
  return factOf("rating/changed", { movieId, userId, ...(correlationId ? { correlationId } : {}) });
}
