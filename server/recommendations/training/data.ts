import { createHash } from "node:crypto";
import { runPrepared } from "../../db";
import type { FilmText } from "../content/blocks";
import type { RatedBy } from "../evaluation/split";

/** What a model is trained on: all films outside the trash, and the ratings of people who take part. */
export interface TrainingData {
  movieIds: Int32Array;
  texts: FilmText[];
  /** movie.updated_at. */
  madeFrom: Date[];
  /** The weighted rating of each, 1 to 10, or 0; and its votes. */
  scores: Float32Array;
  votes: Int32Array;
  people: RatedBy[];
  /** sha256 over all ratings, hex. */
  hash: string;
}

/** Ratings from here on, of 10, are likes. */
export const LEAST_LIKED = 8;

const FILMS_A_READ = 2_000;
const RATINGS_A_READ = 50_000;

type FilmRow = {
  id: number;
  year: number;
  synopsis: string | null;
  keywords: string[];
  updated_at: Date;
  genres: string[];
  directors: string[];
  cast: string[];
  score: number | null;
  votes: number;
};

const FILMS = `
  select movie.id, movie.year, movie.synopsis, movie.keywords, movie.updated_at,
    array(select genre.slug from movie_genre tag join genre on genre.id = tag.genre_id
      where tag.movie_id = movie.id order by genre.slug) as genres,
    array(select person.name from credit join person on person.id = credit.person_id
      where credit.movie_id = movie.id and credit.kind = 'director' order by credit.billing) as directors,
    array(select person.name from credit join person on person.id = credit.person_id
      where credit.movie_id = movie.id and credit.kind = 'cast' order by credit.billing limit 8) as cast,
    -entry.score_key / 1e6::float8 as score, coalesce(entry.votes, 0)::int as votes
  from movie left join list_entry entry on entry.movie_id = movie.id
    and entry.list_id = (select id from list where slug = 'all-time')
  where movie.deleted_at is null`;

function textOf({ year, genres, directors, cast, keywords, synopsis }: FilmRow): FilmText {
  return { year, genres, directors, cast, keywords, synopsis: synopsis ?? "" };
}

/** The text of some films, with the moment it is of. */
export async function readFilmTexts(
  ids: readonly number[],
): Promise<{ id: number; text: FilmText; madeFrom: Date }[]> {
  const rows = await runPrepared<FilmRow>(
    "texts of films",
    `${FILMS} and movie.id = any($1::int[]) order by movie.id`,
    [[...ids]],
  );
  return rows.map((row) => ({ id: row.id, text: textOf(row), madeFrom: row.updated_at }));
}

async function readFilms() {
  const rows: FilmRow[] = [];
  for (let last = 0; ; ) {
    const read = await runPrepared<FilmRow>(
      "films to learn",
      `${FILMS} and movie.id > $1 order by movie.id limit ${FILMS_A_READ}`,
      [last],
    );
    rows.push(...read);
    last = read.at(-1)?.id ?? 0;
    if (read.length < FILMS_A_READ) break;
  }
  return {
    movieIds: Int32Array.from(rows, (row) => row.id),
    texts: rows.map(textOf),
    madeFrom: rows.map((row) => row.updated_at),
    scores: Float32Array.from(rows, (row) => row.score ?? 0),
    votes: Int32Array.from(rows, (row) => row.votes),
  };
}

interface Gathered {
  id: number;
  films: number[];
  values: number[];
  times: number[];
}

type RatingRow = { user_id: number; movie_id: number; value: number; at: number };

/** Who opted out, or is banned, takes no part. Without its own bound, every read would walk all members before its own. */
const RATINGS = `
  select rating.user_id, rating.movie_id, rating.value, extract(epoch from rating.created_at)::float8 as at
  from rating join app_user member on member.id = rating.user_id and member.personalised and member.banned_at is null
  where (rating.user_id, rating.movie_id) > ($1, $2) and member.id >= $1
  order by rating.user_id, rating.movie_id limit ${RATINGS_A_READ}`;

/** Reads everything, some thousand rows at a time. */
export async function readTrainingData(): Promise<TrainingData> {
  const films = await readFilms();
  const columns = new Map([...films.movieIds].map((id, at) => [id, at]));
  const hash = createHash("sha256");
  const people: RatedBy[] = [];
  let person: Gathered = { id: -1, films: [], values: [], times: [] };
  const close = () => {
    if (person.films.length === 0) return;
    people.push({
      films: Int32Array.from(person.films),
      values: Float32Array.from(person.values),
      times: Float64Array.from(person.times),
    });
  };
  for (let after = [0, 0]; ; ) {
    const read = await runPrepared<RatingRow>("ratings to learn", RATINGS, after);
    for (const row of read) {
      if (row.user_id !== person.id) {
        close();
        person = { id: row.user_id, films: [], values: [], times: [] };
      }
      const column = columns.get(row.movie_id);
      if (column === undefined) continue;
      person.films.push(column);
      person.values.push(row.value);
      person.times.push(row.at);
      hash.update(`${row.user_id},${row.movie_id},${row.value}\n`);
    }
    const last = read.at(-1);
    if (!last || read.length < RATINGS_A_READ) break;
    after = [last.user_id, last.movie_id];
  }
  close();
  return { ...films, people, hash: hash.digest("hex") };
}
