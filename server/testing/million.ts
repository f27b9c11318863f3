import { Prisma } from "@/prisma/generated/client";
import { db } from "../db";
import { rebuildBlocks } from "../ranking/blocks";

/** Films of the catalogue that plans are looked at with. */
export const FILMS = 1_000_000;

/** Keeps what is true of the rows out of the way while they are made: the keys and triggers have tests of their own. */
const BARE = [
  "movie",
  "movie_genre",
  "movie_stat",
  "movie_card",
  "credit",
  "rating",
  "list_entry",
  "entry_history",
  "user_rec",
];

/**
 * A catalogue of a million films with their lists as a publish leaves them, made by the database itself in
 * about a minute: every tenth film has votes enough to be ranked. Every film has a genre of twenty, a director
 * of fifty thousand, a year of a hundred. Two hundred thousand members have lists, the last thousand of another model than
 * the published one.
 */
export async function makeMillionFilms(): Promise<void> {
  const run = (sql: string) => db().$executeRawUnsafe(sql);
  const keys = await db().$queryRaw<{ table: string; name: string }[]>`
    select conrelid::regclass::text as "table", quote_ident(conname) as name
    from pg_constraint where contype = 'f' and conrelid::regclass::text = any(${BARE})`;
  for (const { table, name } of keys) await run(`alter table ${table} drop constraint ${name}`);
  const indexes = await db().$queryRaw<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = 'public' and tablename = any(${BARE})
      and indexname not in (select conname from pg_constraint)`;
  for (const { name } of indexes) await run(`drop index "${name}"`);
  for (const table of BARE) await run(`alter table ${table} disable trigger user`);

  await run(
    `insert into genre (slug, name) select 'genre-' || n, 'Genre ' || n from generate_series(1, 20) n`,
  );
  await run(`insert into person (slug, name)
    select 'person-' || n, 'Person ' || n from generate_series(1, 50000) n`);
  await run(`insert into app_user (email, handle, name, rating_count)
    select n || '@test.invalid', 'person-' || n, 'Person ' || n, 40 from generate_series(1, 5000) n`);
  await run(`insert into movie (slug, title, title_key, year, runtime_minutes, countries, created_at)
    select 'the-' || words || '-of-' || n || '-' || year, 'The ' || words || ' of ' || n, 'the ' || words || ' of ' || n,
      year, 60 + n % 120, array[(array['GB', 'FR', 'US', 'JP'])[1 + n % 4]], now() - n * interval '1 minute'
    from (select n, 1925 + n % 100 as year, (array['third man', 'blue angel', 'long goodbye', 'lost weekend',
      'red shoes', 'seventh seal', 'wild bunch'])[1 + n % 7] as words from generate_series(1, ${FILMS}) n) film`);
  await run("insert into movie_genre (movie_id, genre_id) select id, 1 + id % 20 from movie");
  await run(
    "insert into credit (movie_id, person_id, kind) select id, 1 + id % 50000, 'director' from movie",
  );
  await run(`insert into movie_card (movie_id, json)
    select id, rtrim(json_build_object('id', id, 'slug', slug, 'title', title, 'year', year)::text, '}') from movie`);
  await run(`insert into movie_stat (movie_id, votes, value_sum, own_weight, own_sum, own_square_sum, source_votes,
      weight, weighted_sum, histogram)
    select id, votes, votes * value, votes * 1000, votes * value * 1000, votes * value * value * 1000, 0,
      votes * 1000, votes * value * 1000, array_fill(0, array[10])
    from (select id, case when id % 10 = 0 then 5 + id % 200 else id % 5 end as votes, 1 + id % 10 as value
      from movie) film`);
  await run(`insert into rating (movie_id, user_id, value, created_at, updated_at)
    select 1 + (n::bigint * 7919) % ${FILMS}, 1 + n % 5000, 1 + n % 10, now() - n * interval '1 minute', now()
    from generate_series(1, 500000) n on conflict do nothing`);
  await run(`insert into ranking_state (id, prior_weight_milli, prior_mean_micro, variance_micro, trending_as_of,
      computed_at) values (1, 10000, 6500000, 4000000, now(), now())`);
  await run(
    "insert into catalog_count (id, movies) select 1, count(*) from movie on conflict (id) do update set movies = excluded.movies",
  );

  await run(`insert into list (slug, title, kind, minimum_weight) values ('all-time', 'All time', 'all', 5000),
    ('trending', 'Trending', 'trending', 1000)`);
  await run(`insert into list (slug, title, kind, genre_id, minimum_weight)
    select slug, name, 'genre', id, 5000 from genre`);
  await run(`insert into list (slug, title, kind, decade, minimum_weight)
    select n || 's', 'The ' || n || 's', 'decade', n, 5000 from generate_series(1920, 2020, 10) n`);
  await run(`insert into list_entry (list_id, movie_id, score_key, weight_key, release_key, votes, input_sum)
    select case when ranked then list.id else waiting.id end, movie.id,
      case when ranked then -(1000000 + (movie.id::bigint * 7919) % 9000000) else 0 end,
      case when ranked then -stat.weight else 0 end, case when ranked then 2147483647 else 0 end,
      case when ranked then stat.votes else 0 end, case when ranked then stat.weighted_sum else 0 end
    from movie join movie_stat stat on stat.movie_id = movie.id
    cross join lateral (select stat.weight >= 5000 as ranked) bar
    join movie_genre tag on tag.movie_id = movie.id
    join list on list.kind = 'all' or list.genre_id = tag.genre_id or list.decade = movie.year - movie.year % 10
    join list waiting on waiting.waits_for_id = list.id`);
  await run(`insert into list_entry (list_id, movie_id, score_key, weight_key, release_key, votes, input_sum)
    select list.id, movie.id, -movie.id, -1000, 2147483647, 1, 1000 from movie, list
    where list.slug = 'trending' and movie.id % 50 = 0`);
  await run(`insert into entry_history (list_id, movie_id, edition, votes, weight, input_sum, release_key)
    select list_id, movie_id, 1, votes, -weight_key, input_sum, release_key from list_entry
    where score_key <> 0`);
  await run(`insert into edition (list_id, number, formula, formula_version, prior_weight_milli, prior_mean_micro,
      variance_micro, minimum_weight, as_of, inputs_hash, total, changed, "full", reason)
    select id, n, 'weighted-rating', 1, 10000, 6500000, 4000000, minimum_weight, now(), 'none', total, 1, true, 'seed'
    from list, generate_series(1, 300) n where kind <> 'waiting'`);
  await run(`insert into movement (list_id, movie_id, edition, from_position, to_position, published_at)
    select list_id, movie_id, 1 + movie_id % 300, 5, 4, now() from list_entry where score_key < -9000000`);
  await run(`insert into rec_model (id, kind, status, seed, data_hash, parameters, films, people, likes, published_at)
    select id, 'content', status::model_status, 1, '', '{}', 0, 0, 0, now()
    from (values (1, 'published'), (2, 'retired')) model (id, status)`);
  await run(`insert into user_rec (user_id, model_id, movie_ids, scores, stale)
    select n, case when n > 199000 then 2 else 1 end, '{}', '{}', false from generate_series(1, 200000) n`);
  for (const { definition } of indexes) await run(definition);
  const lists = await db().list.findMany({ select: { id: true } });
  await db().$transaction(
    (tx) =>
      rebuildBlocks(
        tx,
        lists.map((list) => list.id),
      ),
    { timeout: 300_000 },
  );
  await db().$executeRaw(Prisma.sql`
    update list set edition = case when kind = 'waiting' then 0 else 300 end,
      total = (select coalesce(sum(count), 0) from list_section where list_id = list.id)`);
  await run("vacuum analyze");
}
