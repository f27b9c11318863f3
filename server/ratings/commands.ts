import { db } from "../db";
import { AppError } from "../errors";
import type { RatingView } from "./schema";
import { castVote, type Vote } from "./votes";

/**
 * A person's rating of a film, 1 to 10: replaces the one they gave before; the same value again changes
 * nothing.
 * @throws AppError not-found; unauthenticated where the account has just been deleted.
 */
export async function rateMovie(given: Vote & { value: number }): Promise<RatingView> {
  const at = (await castVote(given)) ?? (await findRatedAt(given));
  return { value: given.value, updatedAt: at.toISOString() };
}

/** When the rating stands since that another request wrote in the same moment, where the vote changed nothing. */
async function findRatedAt({ movieId, userId }: Vote): Promise<Date> {
  const rating = await db().rating.findUnique({
    where: { movieId_userId: { movieId, userId } },
    select: { updatedAt: true },
  });
  if (rating) return rating.updatedAt;
  throw new AppError("unauthenticated", { userMessage: "This account is no longer there. Sign in again." });
}

/**
 * Withdraws a person's rating; nothing happens where there is none.
 * @throws AppError not-found where there is no such film.
 */
export async function clearRating(given: Omit<Vote, "value">): Promise<void> {
  await castVote({ ...given, value: null });
}
