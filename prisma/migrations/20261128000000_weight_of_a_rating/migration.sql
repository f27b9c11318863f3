-- A rating knows what it counts, so that a film's sums come from one short range of an index, without a look at each of
-- its voters. The rule is `voterWeightMilli` of server/ranking/formulas.ts; tests compare the two.
create function voter_weight(ratings int) returns smallint language sql immutable parallel safe as $$
  select least(1000, 200 * ratings)::smallint
$$;

-- AlterTable
ALTER TABLE "rating" ADD COLUMN     "weight" SMALLINT NOT NULL DEFAULT 1000;

update rating set weight = voter_weight(voter.rating_count) from app_user voter
where voter.id = rating.user_id and rating.weight <> voter_weight(voter.rating_count);

-- CreateIndex
CREATE INDEX "rating_movie_id_value_weight_idx" ON "rating"("movie_id", "value", "weight");

-- A voter's weight changes with each of their first ratings, and with it the scores of all their films. A trigger's
-- statement looks at the ratings anew, and so sees what the one that set it off has written, and what those wrote who
-- held the voter's lock before.
create function weigh_ratings() returns trigger language plpgsql as $$
begin
  with weighed as (
    update rating set weight = voter_weight(new.rating_count)
    where user_id = new.id and weight <> voter_weight(new.rating_count)
    returning movie_id
  )
  insert into dirty_movie (movie_id) select movie_id from weighed;
  return null;
end $$;
create trigger voter_weighed after update of rating_count on app_user
  for each row when (voter_weight(old.rating_count) <> voter_weight(new.rating_count))
  execute function weigh_ratings();

-- note_films_of stays: processes of the version before call it until they are replaced.
