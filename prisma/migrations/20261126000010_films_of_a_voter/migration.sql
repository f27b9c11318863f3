-- A voter's weight changes with each of their first ratings, and with it the scores of their other films. Called by the
-- statement that writes a vote, under the voter's lock: being volatile, it looks at the ratings anew, and so sees what
-- was written by those who held the lock before and by that statement's snapshot can't be seen.
create function note_films_of(voter int, besides int) returns void language sql volatile as $$
  insert into dirty_movie (movie_id) select movie_id from rating where user_id = voter and movie_id <> besides
$$;
