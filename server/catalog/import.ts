import { db, type Tx } from "../db";
import { addCredits } from "./credits";
import { addGenres } from "./genres";
import { makeDecadeLists, makeStandingLists } from "./lists";
import { lockTitles } from "./locks";
import type { ParsedMovieInput } from "./schema";
import { keyword, slugFor, tidy, titleKey } from "./titles";

/** A film from elsewhere. */
export interface ImportedFilm {
  film: ParsedMovieInput;
  /** Other titles that it may stand under here. */
  otherTitles: readonly string[];
}

/**
 * What became of an imported film: added; filled where something of it was missing; there already; in the
 * trash, where it is left.
 */
export type Outcome = "added" | "filled" | "there" | "trashed";

interface Standing {
  id: number;
  key: string;
  trashed: boolean;
  text: boolean;
  genres: boolean;
  directors: boolean;
  cast: boolean;
  keywords: string[];
}

/** A batch's transaction may take this long, in milliseconds. */
const PATIENCE = { maxWait: 10_000, timeout: 120_000 };

/** Most keywords of a film. */
const KEYWORDS = 30;

function keyOf(title: string, year: number): string {
  return `${titleKey(title)}|${year}`;
}

/**
 * Adds films that aren't here under this title and year, and fills what is missing in those that are: what
 * people wrote is never overwritten, so that the same import again changes nothing. Marks what the ranking
 * has to look at; tells nobody else.
 * @returns of each film its number here and what became of it, in the order given.
 */
export async function importFilms(
  films: readonly ImportedFilm[],
): Promise<{ id: number; outcome: Outcome }[]> {
  return await db().$transaction(async (tx) => {
    await lockTitles(
      tx,
      films.map(({ film }) => film),
    );
    const standing = await findStanding(tx, films);
    const ids = new Map<string, { id: number; outcome: Outcome }>();
    const fresh = new Map<string, ParsedMovieInput>();
    const filled: { film: ParsedMovieInput; row: Standing }[] = [];
    const keys = films.map(({ film, otherTitles }) => {
      const own = keyOf(film.title, film.year);
      const all = [own, ...otherTitles.map((title) => keyOf(title, film.year))];
      const row = all.flatMap((key) => standing.get(key) ?? [])[0];
      if (!row) fresh.set(own, fresh.get(own) ?? film);
      else if (!ids.has(own)) {
        // Two of the data's films may be one of ours, by another title of theirs: the first fills it.
        const missing = !row.trashed && lacks(row, film) && filled.every((other) => other.row.id !== row.id);
        if (missing) filled.push({ film, row });
        ids.set(own, { id: row.id, outcome: row.trashed ? "trashed" : missing ? "filled" : "there" });
      }
      return own;
    });
    for (const [key, id] of await insertFilms(tx, fresh)) ids.set(key, { id, outcome: "added" });
    await fill(tx, filled);
    const told = new Set<string>();
    return keys.map((key) => {
      const { id, outcome } = ids.get(key) ?? { id: 0, outcome: "there" as const };
      // A film that the data holds twice was added once.
      const again = told.has(key) && outcome !== "trashed";
      told.add(key);
      return { id, outcome: again ? "there" : outcome };
    });
  }, PATIENCE);
}

/** The films under these titles and years, the oldest outside the trash first. */
async function findStanding(tx: Tx, films: readonly ImportedFilm[]): Promise<Map<string, Standing>> {
  const keys = films.flatMap(({ film, otherTitles }) =>
    [film.title, ...otherTitles].map((title) => ({ key: titleKey(title), year: film.year })),
  );
  const rows = await tx.$queryRaw<Standing[]>`
    select distinct on (movie.title_key, movie.year) movie.id, movie.title_key || '|' || movie.year as key,
      movie.deleted_at is not null as trashed, movie.synopsis is not null as text, movie.keywords,
      exists (select from movie_genre tag where tag.movie_id = movie.id) as genres,
      exists (select from credit where credit.movie_id = movie.id and kind = 'director') as directors,
      exists (select from credit where credit.movie_id = movie.id and kind = 'cast') as "cast"
    from movie join (
      select distinct * from unnest(${keys.map(({ key }) => key)}::text[], ${keys.map(({ year }) => year)}::int[])
        as wanted (key, year)
    ) wanted on movie.title_key = wanted.key and movie.year = wanted.year
    order by movie.title_key, movie.year, movie.deleted_at is not null, movie.id`;
  return new Map(rows.map((row) => [row.key, row]));
}

function lacks(row: Standing, film: ParsedMovieInput): boolean {
  return (
    (!row.text && Boolean(film.synopsis?.trim())) ||
    (!row.genres && film.genres.length > 0) ||
    (!row.directors && film.directors.length > 0) ||
    (!row.cast && film.cast.length > 0) ||
    newKeywords(row, film.keywords).length > 0
  );
}

function newKeywords(row: Standing, given: readonly string[]): string[] {
  const fresh = [...new Set(given.map(keyword))].filter((word) => !row.keywords.includes(word));
  return fresh.slice(0, Math.max(0, KEYWORDS - row.keywords.length));
}

/** Inserts each under the first address that is free. @returns their numbers by key. */
async function insertFilms(tx: Tx, films: Map<string, ParsedMovieInput>): Promise<Map<string, number>> {
  const made = new Map<string, number>();
  let waiting = [...films];
  for (let copy = 1; waiting.length > 0; copy++) {
    const rows = await tx.movie.createManyAndReturn({
      data: waiting.map(([, film]) => ({ ...columnsOf(film), slug: slugFor(film.title, film.year, copy) })),
      skipDuplicates: true,
      select: { id: true, titleKey: true, year: true },
    });
    for (const { id, titleKey, year } of rows) made.set(`${titleKey}|${year}`, id);
    waiting = waiting.filter(([key]) => !made.has(key));
  }
  const added = [...films].flatMap(([key, film]) => {
    const movieId = made.get(key);
    return movieId === undefined ? [] : [{ movieId, film }];
  });
  if (added.length === 0) return made;
  await makeStandingLists(tx);
  await makeDecadeLists(
    tx,
    added.map(({ film }) => film.year),
  );
  await addGenres(
    tx,
    added.map(({ movieId, film }) => ({ movieId, slugs: film.genres })),
  );
  await addCredits(
    tx,
    added.map(({ movieId, film }) => ({ movieId, directors: film.directors, cast: film.cast })),
  );
  await tx.dirtyMovie.createMany({ data: added.map(({ movieId }) => ({ movieId })) });
  return made;
}

function columnsOf(film: ParsedMovieInput) {
  return {
    title: tidy(film.title),
    titleKey: titleKey(film.title),
    originalTitle: film.originalTitle ? tidy(film.originalTitle) : null,
    year: film.year,
    releaseDate: film.releaseDate ? new Date(film.releaseDate) : null,
    runtimeMinutes: film.runtimeMinutes ?? null,
    certificate: film.certificate ?? null,
    synopsis: film.synopsis?.trim() || null,
    keywords: [...new Set(film.keywords.map(keyword))],
  };
}

/** Gives standing films what they lack. */
async function fill(tx: Tx, films: readonly { film: ParsedMovieInput; row: Standing }[]): Promise<void> {
  if (films.length === 0) return;
  const changes = films.map(({ film, row }) => ({
    id: row.id,
    synopsis: row.text ? null : film.synopsis?.trim() || null,
    keywords: newKeywords(row, film.keywords),
  }));
  await tx.$executeRaw`
    update movie set version = version + 1, updated_at = now(), synopsis = coalesce(movie.synopsis, given.synopsis),
      keywords = movie.keywords || given.keywords
    from json_to_recordset(${JSON.stringify(changes)}::json) as given (id int, synopsis text, keywords text[])
    where movie.id = given.id`;
  await addGenres(
    tx,
    films.flatMap(({ film, row }) => (row.genres ? [] : [{ movieId: row.id, slugs: film.genres }])),
  );
  await addCredits(
    tx,
    films.map(({ film, row }) => ({
      movieId: row.id,
      directors: row.directors ? [] : film.directors,
      cast: row.cast ? [] : film.cast,
    })),
  );
  await tx.dirtyMovie.createMany({ data: films.map(({ row }) => ({ movieId: row.id })) });
}

/**
 * Adds words that people called films by to their keywords, each once and up to thirty a film.
 * @returns how many films got a new one.
 */
export async function importKeywords(words: readonly { movieId: number; word: string }[]): Promise<number> {
  return await db().$executeRaw`
    with given as (
      select movie_id, word, min(at) as at
      from unnest(${words.map(({ movieId }) => movieId)}::int[], ${words.map(({ word }) => keyword(word))}::text[])
        with ordinality as given (movie_id, word, at)
      group by movie_id, word
    ), added as (
      select given.movie_id, array_agg(given.word order by given.at) as words
      from given join movie on movie.id = given.movie_id and not given.word = any(movie.keywords)
      group by given.movie_id
    )
    update movie set version = version + 1, updated_at = now(),
      keywords = (movie.keywords || added.words)[1:greatest(${KEYWORDS}::int, cardinality(movie.keywords))]
    from added where added.movie_id = movie.id and cardinality(movie.keywords) < ${KEYWORDS}::int`;
}
