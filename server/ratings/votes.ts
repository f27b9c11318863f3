import { DatabaseError } from "pg";
import { Prisma } from "@/prisma/generated/client";
import { inBatches } from "../batches";
import { runPrepared } from "../db";
import { AppError } from "../errors";
import { type Fact, factOf } from "../events";

/** What somebody thinks of a film, 1 to 10; null: no longer anything. */
export interface Vote {
  movieId: number;
  userId: number;
  value: number | null;
  correlationId?: string | undefined;
}

/** What a vote's statement tells; a type, for rows have an index signature. */
type Told = {
  /** The film is there and not in the trash. */
  exists: boolean;
  /** When the rating that stood before was written. */
  updatedAt: Date | null;
  /** What was asked for stood already. */
  stood: boolean;
  /** When the rating was written or withdrawn; null: nothing changed. */
  changedAt: Date | null;
};

/** A vote with the fact that goes out if it changes anything. */
interface Ballot extends Vote {
  fact: Fact;
}

/** How long votes of several people wait for a lock, such as on a film that is being deleted: one of them can wait alone. */
const LOCK_PATIENCE = "50ms";

/**
 * The statement of votes, one a voter at most: ratings, the voters' numbers of them, the films' notes and the outbox's
 * facts are one statement, so that votes wait for nothing but their own voters. A voter's weight changes with each of
 * their first ratings, and with it the scores of their other films, which a trigger then notes too. A row for each, in
 * their order.
 * @param patience how long it waits for a lock; "0": as long as any statement
 */
function voteStatement(ballots: readonly Ballot[], patience: string): Prisma.Sql {
  const movieIds = ballots.map(({ movieId }) => movieId);
  const userIds = ballots.map(({ userId }) => userId);
  const values = ballots.map(({ value }) => value);
  const facts = ballots.map(({ fact }) => fact.id);
  const names = ballots.map(({ fact }) => fact.name);
  const data = ballots.map(({ fact }) => JSON.stringify(fact.data));
  // xmax is 0 in a row that was inserted and not updated.
  return Prisma.sql`
    with given as (
      select * from unnest(${movieIds}::int[], ${userIds}::int[], ${values}::smallint[], ${facts}::text[],
        ${names}::text[], ${data}::text[]) with ordinality
      as given (movie_id, user_id, value, fact_id, name, data, place)
      where set_config('lock_timeout', ${patience}, true) is not null
    ), film as (
      select id from movie where id = any(${movieIds}::int[]) and deleted_at is null
    ), standing as (
      select given.movie_id, given.user_id, rating.value, rating.updated_at
      from given join rating on rating.movie_id = given.movie_id and rating.user_id = given.user_id
    ), possible as (
      select given.*, standing.value as standing from given join film on film.id = given.movie_id
        left join standing on standing.movie_id = given.movie_id and standing.user_id = given.user_id
      where standing.value is distinct from given.value
    ), revalued as (
      update rating set value = possible.value, updated_at = now() from possible
      where possible.value is not null and possible.standing is not null
        and rating.movie_id = possible.movie_id and rating.user_id = possible.user_id
      returning rating.movie_id, rating.user_id, rating.updated_at, 0 as step
    ), locked as (
      select id from app_user where id in (select user_id from possible where value is null or standing is null)
      order by id for no key update
    ), able as (
      select possible.* from possible join locked on locked.id = user_id where value is null or standing is null
    ), placed as (
      insert into rating as kept (movie_id, user_id, value, created_at, updated_at)
      select movie_id, user_id, value, now(), now() from able where value is not null order by user_id
      on conflict (movie_id, user_id) do update set value = excluded.value, updated_at = excluded.updated_at
      where kept.value <> excluded.value
      returning kept.movie_id, kept.user_id, kept.updated_at, (kept.xmax = 0)::int as step
    ), withdrawn as (
      delete from rating using able
      where able.value is null and rating.movie_id = able.movie_id and rating.user_id = able.user_id
      returning rating.movie_id, rating.user_id, now() as updated_at, -1 as step
    ), changed as (
      select * from revalued union all select * from placed union all select * from withdrawn
    ), counted as (
      update app_user set rating_count = rating_count + change.step
      from (select user_id, step from changed where step <> 0 order by user_id) change
      where id = change.user_id
    ), noted as (
      insert into dirty_movie (movie_id) select distinct movie_id from changed
    ), recorded as (
      insert into outbox (id, name, data)
      select fact_id, name, data::jsonb from changed join given using (movie_id, user_id)
    )
    select film.id is not null as exists, standing.updated_at as "updatedAt",
      standing.value is not distinct from given.value as stood, changed.updated_at as "changedAt"
    from given left join film on film.id = given.movie_id
      left join standing on standing.movie_id = given.movie_id and standing.user_id = given.user_id
      left join changed on changed.user_id = given.user_id
    order by given.place`;
}

/** Whether a fault is of a statement's data or of its locks (55P03), so that of several votes one may be the cause. */
function isOfOne(error: unknown): boolean {
  return error instanceof DatabaseError && /^(22|23|40|55P03)/.test(error.code ?? "");
}

/**
 * Runs votes of different voters. Should one of them spoil the statement, or have to wait, they are tried by halves, so
 * that the others are written; one alone waits.
 */
function runTogether(ballots: readonly Ballot[]): readonly Promise<Told | undefined>[] {
  const alone = ballots.length === 1;
  const { text, values } = voteStatement(ballots, alone ? "0" : LOCK_PATIENCE);
  const told = runPrepared<Told>("vote", text, values);
  let halves: readonly Promise<Told | undefined>[] | undefined;
  return ballots.map(async (_, at) => {
    try {
      return (await told)[at];
    } catch (error) {
      if (alone || !isOfOne(error)) throw error;
      const middle = ballots.length >> 1;
      halves ??= [ballots.slice(0, middle), ballots.slice(middle)].flatMap(runTogether);
      return await halves[at];
    }
  });
}

/** A voter's own votes go one after the other. */
const run = inBatches<Ballot, Told>(
  (ballots) => {
    // In one order in all statements, so that they seldom wait for each other crosswise.
    const sorted = ballots.toSorted((one, other) => one.userId - other.userId);
    const answers = new Map(runTogether(sorted).map((answer, at) => [sorted[at], answer]));
    return ballots.map(async (ballot) => {
      const told = await answers.get(ballot);
      if (!told?.exists) throw new AppError("not-found", { userMessage: "There is no such film." });
      return told;
    });
  },
  ({ userId }) => userId,
);

/**
 * Writes a vote with all that follows from it, together with those of whoever votes at the same moment.
 * @returns when the rating was written or withdrawn, or had been where the vote changes nothing; null where another
 * request for the same rating, or the end of the account, was quicker.
 * @throws AppError not-found
 */
export async function castVote(vote: Vote): Promise<Date | null> {
  const { movieId, userId, correlationId } = vote;
  const fact = factOf("rating/changed", { movieId, userId, ...(correlationId ? { correlationId } : {}) });
  const { changedAt, updatedAt, stood } = await run({ ...vote, fact });
  return changedAt ?? (stood ? updatedAt : null);
}
