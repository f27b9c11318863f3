import { db } from "../db";

/** A rating from elsewhere. */
export interface ImportedRating {
  movieId: number;
  userId: number;
  /** 1 to 10. */
  value: number;
  ratedAt: Date;
}

/** A batch's transaction may take this long, in milliseconds. */
const PATIENCE = { maxWait: 10_000, timeout: 120_000 };

/**
 * Puts ratings in as they were given, with their times; one that stands stays. Marks the films of everybody
 * concerned, whose weight may have changed, for the ranking; tells nobody else.
 * @returns how many were new.
 */
export async function importRatings(ratings: readonly ImportedRating[]): Promise<number> {
  const films = ratings.map(({ movieId }) => movieId);
  const people = ratings.map(({ userId }) => userId);
  const values = ratings.map(({ value }) => value);
  const times = ratings.map(({ ratedAt }) => ratedAt.toISOString());
  return await db().$transaction(async (tx) => {
    const added = await tx.$queryRaw<{ userId: number; count: number }[]>`
      with added as (
        insert into rating (movie_id, user_id, value, created_at, updated_at)
        select movie_id, user_id, value, rated_at, rated_at
        from unnest(${films}::int[], ${people}::int[], ${values}::smallint[], ${times}::timestamptz[])
          as given (movie_id, user_id, value, rated_at)
        on conflict do nothing returning user_id
      ), counts as (
        select user_id, count(*)::int as count from added group by user_id
      )
      update app_user set rating_count = rating_count + counts.count from counts
      where app_user.id = counts.user_id returning app_user.id as "userId", counts.count`;
    await tx.$executeRaw`
      insert into dirty_movie (movie_id)
      select distinct movie_id from rating where user_id = any(${added.map(({ userId }) => userId)}::int[])`;
    return added.reduce((sum, { count }) => sum + count, 0);
  }, PATIENCE);
}
