import { db } from "../db";

/** What a person rated these films, by film id; films they didn't rate are absent. */
export async function findRatings(
  userId: number,
  movieIds: readonly number[],
): Promise<Record<number, number>> {
  const rows = await db().rating.findMany({
    where: { userId, movieId: { in: [...movieIds] } },
    select: { movieId: true, value: true },
  });
  return Object.fromEntries(rows.map(({ movieId, value }) => [movieId, value]));
}
