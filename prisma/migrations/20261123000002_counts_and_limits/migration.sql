-- What the Prisma schema can't say; written by hand: how many films stand outside the trash, kept by
-- whatever adds, trashes, restores or removes them.
insert into catalog_count (id, movies) select 1, count(*) from movie where deleted_at is null;
create function count_movies() returns trigger language plpgsql as $$
declare change integer;
begin
  if tg_op = 'TRUNCATE' then
    delete from catalog_count;
    return null;
  elsif tg_op = 'INSERT' then select count(*) into change from added where deleted_at is null;
  elsif tg_op = 'DELETE' then select -count(*) into change from removed where deleted_at is null;
  else
    select (select count(*) from added where deleted_at is null)
      - (select count(*) from removed where deleted_at is null) into change;
  end if;
  if change <> 0 then
    insert into catalog_count as counted (id, movies) values (1, change)
    on conflict (id) do update set movies = counted.movies + change;
  end if;
  return null;
end $$;
create trigger movie_added after insert on movie referencing new table as added
  for each statement execute function count_movies();
create trigger movie_removed after delete on movie referencing old table as removed
  for each statement execute function count_movies();
create trigger movie_changed after update on movie referencing old table as removed new table as added
  for each statement execute function count_movies();
create trigger movie_truncated after truncate on movie for each statement execute function count_movies();
