import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { db } from "../../db";
import { MINIMUM_WEIGHT, TRENDING_MINIMUM_WEIGHT } from "../../ranking/formulas";
import { publishFull } from "../../ranking/publish";
import { filmOf, GENRES, ratingsOf, type Size } from "./world";

/** Lines of COPY's text format, some thousand at a time. */
function* chunked(lines: Iterable<string>): Generator<string> {
  let text = "";
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length > 1 << 18) {
      yield text;
      text = "";
    }
  }
  yield text;
}

function* filmLines(size: Size): Generator<string> {
  for (let film = 0; film < size.films; film++) {
    const { title, year, genres, directors, cast, keywords, synopsis } = filmOf(size, film);
    const list = (values: readonly string[]) => `{${values.map((value) => `"${value}"`).join(",")}}`;
    yield [film + 1, title, year, synopsis, list(keywords), list(genres), list(directors), list(cast)].join(
      "\t",
    );
  }
}

function* ratingLines(size: Size): Generator<string> {
  for (let person = 0; person < size.people; person++)
    for (const { film, value, at } of ratingsOf(size, person))
      yield `${film + 1}\t${person + 1}\t${value}\t${new Date(1_000 * at).toISOString()}`;
}

/**
 * Fills a migrated database with a generated world, computes its lists and vacuums. The triggers that keep
 * cards and counts run once, over everything.
 */
export async function loadWorld(databaseUrl: string, size: Size): Promise<{ ratings: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const copy = (table: string, lines: Iterable<string>) =>
    pipeline(Readable.from(chunked(lines)), client.query(copyFrom(`copy ${table} from stdin`)));
  try {
    await client.query(`set work_mem = '256MB'; set maintenance_work_mem = '512MB';
      create temp table film (id int, title text, year int, synopsis text, keywords text[], genres text[],
        directors text[], actors text[]);
      create temp table vote (movie_id int, user_id int, value smallint, created_at timestamptz)`);
    await copy("film", filmLines(size));
    await copy("vote", ratingLines(size));
    await client.query(`
      insert into genre (slug, name) select slug, initcap(replace(slug, '-', ' '))
        from unnest(array['${GENRES.join("','")}']) slug;
      insert into person (slug, name) select distinct replace(lower(name), ' ', '-'), name
        from film, unnest(directors || actors) name;
      insert into movie (id, slug, title, title_key, year, synopsis, keywords)
        select id, 'film-' || id || '-' || year, title, lower(title), year, synopsis, keywords from film;
      insert into movie_genre (movie_id, genre_id)
        select film.id, genre.id from film, unnest(genres) slug join genre using (slug);
      insert into credit (movie_id, person_id, kind, billing)
        select film.id, person.id, 'director', one.at from film, unnest(directors) with ordinality one (name, at)
          join person using (name);
      insert into credit (movie_id, person_id, kind, billing)
        select film.id, person.id, 'cast', one.at from film, unnest(actors) with ordinality one (name, at)
          join person using (name);
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
      analyze`);
    await db().$transaction((tx) => publishFull(tx, { reason: "seed", at: new Date() }), {
      maxWait: 10_000,
      timeout: 3_600_000,
    });
    await client.query("vacuum analyze");
    const { rows } = await client.query<{ count: number }>("select count(*)::int as count from rating");
    return { ratings: rows[0]?.count ?? 0 };
  } finally {
    await client.end();
  }
}
