-- What the Prisma schema can't say; written by hand: every list but the decaying ones has a list of the films
-- that wait for it. (Apart from the migration before it, since a new value of an enum can't be used in the
-- transaction that adds it.)
create function add_waiting_list() returns trigger language plpgsql as $$
begin
  insert into list (slug, title, kind, minimum_weight, waits_for_id)
  values ('waiting:' || new.slug, new.title, 'waiting', 0, new.id);
  return null;
end $$;
create trigger waiting_list_follows after insert on list
  for each row when (new.kind not in ('trending', 'waiting')) execute function add_waiting_list();

-- What stands already: a waiting list for each list, one section over all its blocks, and a note for the
-- next refresh to put the films that wait where they belong.
insert into list (slug, title, kind, minimum_weight, waits_for_id)
  select 'waiting:' || slug, title, 'waiting', 0, id from list where kind not in ('trending', 'waiting');
insert into list_section (list_id, score_key, weight_key, release_key, movie_id, count, blocks)
  select distinct on (list_id) list_id, score_key, weight_key, release_key, movie_id,
    sum(count) over whole, count(*) over whole
  from list_block window whole as (partition by list_id)
  order by list_id, score_key, weight_key, release_key, movie_id;
insert into dirty_movie (movie_id) select id from movie where deleted_at is null;
