-- What the Prisma schema can't say; written by hand: a film's card is made anew by whatever changes the
-- film, its genres or its credits, once a statement for all films that it touches.
create function refresh_movie_cards(films integer[]) returns void language sql as $$
  delete from movie_card using movie
  where movie_card.movie_id = any(films) and movie.id = movie_card.movie_id and movie.deleted_at is not null;
  insert into movie_card (movie_id, json)
  select movie.id, rtrim(json_build_object(
    'id', movie.id,
    'slug', movie.slug,
    'title', movie.title,
    'originalTitle', movie.original_title,
    'year', movie.year,
    'releaseDate', movie.release_date,
    'runtimeMinutes', movie.runtime_minutes,
    'certificate', movie.certificate,
    'synopsis', movie.synopsis,
    'genres', array(select genre.slug from movie_genre tag join genre on genre.id = tag.genre_id
      where tag.movie_id = movie.id order by genre.slug),
    'countries', movie.countries,
    'directors', array(select person.name from credit join person on person.id = credit.person_id
      where credit.movie_id = movie.id and credit.kind = 'director' order by credit.billing),
    'posterUrl', movie.poster_url,
    'createdAt', to_char(movie.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'updatedAt', to_char(movie.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  )::text, '}')
  from movie where movie.id = any(films) and movie.deleted_at is null
  on conflict (movie_id) do update set json = excluded.json where movie_card.json <> excluded.json;
$$;

create function movie_cards_follow() returns trigger language plpgsql as $$
declare films integer[];
begin
  if tg_table_name = 'movie' then select array_agg(id) into films from touched;
  elsif tg_table_name = 'person' then
    select array_agg(distinct credit.movie_id) into films from credit join touched on touched.id = credit.person_id;
  elsif tg_table_name = 'genre' then
    select array_agg(tag.movie_id) into films from movie_genre tag join touched on touched.id = tag.genre_id;
  else select array_agg(distinct movie_id) into films from touched;
  end if;
  perform refresh_movie_cards(films);
  return null;
end $$;

create trigger card_after_insert after insert on movie referencing new table as touched
  for each statement execute function movie_cards_follow();
create trigger card_after_update after update on movie referencing new table as touched
  for each statement execute function movie_cards_follow();
create trigger card_after_insert after insert on movie_genre referencing new table as touched
  for each statement execute function movie_cards_follow();
create trigger card_after_delete after delete on movie_genre referencing old table as touched
  for each statement execute function movie_cards_follow();
create trigger card_after_insert after insert on credit referencing new table as touched
  for each statement execute function movie_cards_follow();
create trigger card_after_update after update on credit referencing new table as touched
  for each statement execute function movie_cards_follow();
create trigger card_after_delete after delete on credit referencing old table as touched
  for each statement execute function movie_cards_follow();
create trigger card_after_update after update on person referencing new table as touched
  for each statement execute function movie_cards_follow();
create trigger card_after_update after update on genre referencing new table as touched
  for each statement execute function movie_cards_follow();
