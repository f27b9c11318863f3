import { db } from "../db";

/** A rating from elsewhere. */
export interface ImportedRating {
  movieId: number;
  userId: number;
  /** 1 to 10. */
  value: number;
  ratedAt: Date;
}

/**
 * Puts ratings in as they were given, with their times; one that stands stays. Marks their films for the
 * ranking, and a trigger those of everybody whose weight changes; tells nobody else.
 * @returns how many were new.
 */
export async function importRatings(ratings: readonly ImportedRating[]): Promise<number> {
  const films = ratings.map(({ movieId }) => movieId);
  const people = ratings.map(({ userId }) => userId);
  const values = ratings.map(({ value }) => value);
  const times = ratings.map(({ ratedAt }) => ratedAt.toISOString());
  const added = await db().$queryRaw<{ count: number }[]>`
    with added as (
      insert into rating (movie_id, user_id, value, created_at, updated_at)
      select movie_id, user_id, value, rated_at, rated_at
      from unnest(${films}::int[], ${people}::int[], ${values}::smallint[], ${times}::timestamptz[])
        as given (movie_id, user_id, value, rated_at)
      on conflict do nothing returning movie_id, user_id
    ), noted as (
      insert into dirty_movie (movie_id) select distinct movie_id from added
    ), counts as (
      select user_id, count(*)::int as count from added group by user_id
    )
    update app_user set rating_count = rating_count + counts.count from counts
    where app_user.id = counts.user_id returning counts.count`;
  return added.reduce((sum, { count }) => sum + count, 0);
}
