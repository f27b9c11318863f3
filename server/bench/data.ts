import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { db } from "../db";
import { MINIMUM_WEIGHT, TRENDING_MINIMUM_WEIGHT } from "../ranking/formulas";
import { publishFull } from "../ranking/publish";

/** Makes an empty database of this name on a server. @returns its address. */
export async function freshDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: `${serverUrl}/postgres` });
  await client.connect();
  try {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  return `${serverUrl}/${name}`;
}

/**
 * Loads the rival's very films and ratings (movies.csv, ratings.csv) into our tables, computes the lists
 * and vacuums. The triggers that keep cards and counts run once, over everything.
 */
export async function loadRivalData(databaseUrl: string, folder: string): Promise<void> {
  if (!existsSync(join(folder, "movies.csv"))) throw new Error(`There is no movies.csv in ${folder}.`);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const copy = (table: string, file: string) =>
    pipeline(
      createReadStream(join(folder, file)),
      client.query(copyFrom(`copy ${table} from stdin with (format csv, header)`)),
    );
  try {
    await client.query(`set work_mem = '256MB'; set maintenance_work_mem = '512MB';
      create temp table film (id int, title text, year int, genre text, runtime int);
      create temp table vote (movie_id int, user_id int, value smallint, created_at timestamptz)`);
    await copy("film", "movies.csv");
    await copy("vote", "ratings.csv");
    await client.query(`
      insert into genre (slug, name) select distinct lower(genre), genre from film;
      insert into movie (id, slug, title, title_key, year, runtime_minutes)
        select id, 'film-' || id || '-' || year, title, lower(title), year, runtime from film;
      insert into movie_genre (movie_id, genre_id)
        select film.id, genre.id from film join genre on genre.name = film.genre;
      select setval(pg_get_serial_sequence('movie', 'id'), (select max(id) from movie));
      insert into app_user (id, email, handle, name, rating_count)
        select user_id, user_id || '@bench.invalid', 'bench-' || user_id, 'Bench ' || user_id, count(*)
        from vote group by user_id;
      select setval(pg_get_serial_sequence('app_user', 'id'), (select max(id) from app_user));
      insert into rating (movie_id, user_id, value, created_at, updated_at)
        select movie_id, user_id, value, created_at, created_at from vote;
      insert into list (slug, title, kind, minimum_weight) values
        ('all-time', 'All time', 'all', ${MINIMUM_WEIGHT}),
        ('trending', 'Trending', 'trending', ${TRENDING_MINIMUM_WEIGHT});
      insert into list (slug, title, kind, genre_id, minimum_weight)
        select slug, name, 'genre', id, ${MINIMUM_WEIGHT} from genre;
      insert into list (slug, title, kind, decade, minimum_weight)
        select distinct (year - year % 10) || 's', 'The ' || (year - year % 10) || 's', 'decade'::list_kind,
          year - year % 10, ${MINIMUM_WEIGHT} from film;
      analyze`);
    await db().$transaction((tx) => publishFull(tx, { reason: "seed", at: new Date() }), {
      maxWait: 10_000,
      timeout: 3_600_000,
    });
    await client.query("vacuum analyze");
    await client.query("checkpoint");
  } finally {
    await client.end();
  }
}
