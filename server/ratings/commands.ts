import type { RatingView } from "./schema";
import { castVote, type Vote } from "./votes";

/**
 * A person's rating of a film, 1 to 10: replaces the one they gave before; the same value again changes
 * nothing.
 * @throws AppError not-found
 */
export async function rateMovie(given: Vote & { value: number }): Promise<RatingView> {
  const at = (await castVote(given)) ?? new Date();
  return { value: given.value, updatedAt: at.toISOString() };
}

/**
 * Withdraws a person's rating; nothing happens where there is none.
 * @throws AppError not-found where there is no such film.
 */
export async function clearRating(given: Omit<Vote, "value">): Promise<void> {
  await castVote({ ...given, value: null });
}
