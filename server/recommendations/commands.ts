import { db, type Tx } from "../db";
import { AppError } from "../errors";
import { recordEvent } from "../events";
import { findForYou, findPreferences } from "./queries";
import type { ForYou, Preferences } from "./schema";
import { work } from "./work/client";

export { goBack, pruneModels, publishModel } from "./publishing";

/** Marks members' lists stale, at once; whoever opted out gets none. */
export async function markMembers(tx: Tx, userIds: readonly number[]): Promise<void> {
  await tx.$executeRaw`
    insert into user_rec as held (user_id, movie_ids, scores)
    select id, '{}', '{}' from app_user where id = any(${[...userIds].sort((a, b) => a - b)}::int[]) and personalised
      and banned_at is null order by id
    on conflict (user_id) do update set stale = true, marks = held.marks + 1,
      stale_since = case when held.stale then held.stale_since else now() end`;
}

async function noteMember(tx: Tx, userId: number): Promise<void> {
  await markMembers(tx, [userId]);
  await recordEvent(tx, "recommendations/member-changed", { userId });
}

/** Keeps a film out of a member's lists; again changes nothing. @throws AppError not-found */
export async function dismiss(userId: number, movieId: number): Promise<void> {
  await db().$transaction(async (tx) => {
    await demandFilms(tx, [movieId]);
    await tx.recDismissal.createMany({ data: [{ userId, movieId }], skipDuplicates: true });
    await noteMember(tx, userId);
  });
}

/** Undoes a dismissal. */
export async function restore(userId: number, movieId: number): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.recDismissal.deleteMany({ where: { userId, movieId } });
    await noteMember(tx, userId);
  });
}

async function demandFilms(tx: Tx, ids: readonly number[]): Promise<void> {
  const there = await tx.movie.count({ where: { id: { in: [...ids] }, deletedAt: null } });
  if (there < ids.length) throw new AppError("not-found", { userMessage: "There is no such film." });
}

/**
 * Changes a member's settings. Who opts out loses the list, the picks and the dismissals in the same
 * transaction, and nothing personal is computed from then on.
 */
export async function setPreferences(
  userId: number,
  { personalised, crowd }: { personalised?: boolean | undefined; crowd?: number | undefined },
): Promise<Preferences> {
  await db().$transaction(async (tx) => {
    if (personalised !== undefined)
      await tx.user.update({ where: { id: userId }, data: { personalised }, select: { id: true } });
    if (crowd !== undefined)
      await tx.recPreference.upsert({
        where: { userId },
        create: { userId, crowd },
        update: { crowd },
        select: { userId: true },
      });
    if (personalised === false) await forget(tx, userId);
    else await noteMember(tx, userId);
  });
  return await findPreferences(userId);
}

async function forget(tx: Tx, userId: number): Promise<void> {
  await tx.userRec.deleteMany({ where: { userId } });
  await tx.recPick.deleteMany({ where: { userId } });
  await tx.recDismissal.deleteMany({ where: { userId } });
}

/**
 * A newcomer's first films: likes until ratings say more. Their list is made at once.
 * @throws AppError not-found; invalid where they opted out; unavailable while no list can be made.
 */
export async function pickFilms(userId: number, movieIds: readonly number[], count: number): Promise<ForYou> {
  await db().$transaction(async (tx) => {
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { personalised: true } });
    if (!user.personalised)
      throw new AppError("invalid", {
        userMessage: "Recommendations are switched off for you. Switch them on first.",
      });
    await demandFilms(tx, movieIds);
    await tx.recPick.deleteMany({ where: { userId } });
    await tx.recPick.createMany({ data: movieIds.map((movieId) => ({ userId, movieId })) });
    await noteMember(tx, userId);
  });
  await work("refresh-members", { userIds: [userId] });
  return await findForYou(userId, count);
}
