import { z } from "zod";
import { runPrepared } from "../../db";

/** A film's row of movie_vector. */
export interface FilmVector {
  movieId: number;
  content: Float32Array;
  /** Empty in models without factors. */
  cf: Float32Array;
  likes: number;
  popular: number;
  madeFrom: Date;
}

const ROWS_A_WRITE = 500;

/** Text of a real[]; nine digits give every 32-bit number back exactly. */
function arrayText(values: Float32Array): string {
  return `{${Array.from(values, (value) => value.toPrecision(9)).join(",")}}`;
}

/** Writes films' vectors, over what stands. */
export async function writeVectors(modelId: number, vectors: readonly FilmVector[]): Promise<void> {
  for (let from = 0; from < vectors.length; from += ROWS_A_WRITE) {
    const rows = vectors.slice(from, from + ROWS_A_WRITE);
    await runPrepared("write vectors", WRITE, [
      modelId,
      rows.map((row) => row.movieId),
      rows.map((row) => arrayText(row.content)),
      rows.map((row) => arrayText(row.cf)),
      rows.map((row) => row.likes),
      rows.map((row) => row.popular),
      rows.map((row) => row.madeFrom),
    ]);
  }
}

/** A film that was deleted meanwhile is passed over. */
const WRITE = `
  insert into movie_vector (model_id, movie_id, content, cf, likes, popular, made_from)
  select $1::int, given.movie_id, given.content::real[], given.cf::real[], given.likes, given.popular, given.made_from
  from unnest($2::int[], $3::text[], $4::text[], $5::int[], $6::real[], $7::timestamptz[])
    as given (movie_id, content, cf, likes, popular, made_from)
  where exists (select from movie where id = given.movie_id)
  on conflict (model_id, movie_id) do update set content = excluded.content, cf = excluded.cf,
    likes = excluded.likes, popular = excluded.popular, made_from = excluded.made_from,
    revision = nextval(pg_get_serial_sequence('movie_vector', 'revision'))`;

type Row = {
  movie_id: number;
  likes: number;
  popular: number;
  revision: string;
  content: Buffer;
  cf: Buffer;
};

const ROWS_A_READ = 4_000;

/** Arrays travel in PostgreSQL's binary form, for their text takes many times as long to read. */
const READ = `
  select movie_id, likes, popular, revision, array_send(content) as content, array_send(cf) as cf
  from movie_vector where model_id = $1 and revision > $2::bigint order by revision limit ${ROWS_A_READ}`;

/** What was written of a model's vectors since a revision, in its order. */
export async function readVectors(
  modelId: number,
  since: bigint,
): Promise<{ vectors: Omit<FilmVector, "madeFrom">[]; revision: bigint }> {
  const vectors: Omit<FilmVector, "madeFrom">[] = [];
  let revision = since;
  for (;;) {
    const rows = await runPrepared<Row>("read vectors", READ, [modelId, revision.toString()]);
    for (const row of rows) {
      const { movie_id: movieId, likes, popular } = row;
      vectors.push({ movieId, likes, popular, content: fromBinary(row.content), cf: fromBinary(row.cf) });
    }
    revision = z.coerce.bigint().parse(rows.at(-1)?.revision ?? revision);
    if (rows.length < ROWS_A_READ) return { vectors, revision };
  }
}

/** Bytes before the first element: dimensions, flags, type, length and lower bound. */
const HEADER = 20;

/** A one-dimensional real[] as `array_send` writes it: each element after its length. */
function fromBinary(bytes: Buffer): Float32Array {
  if (bytes.readInt32BE(0) === 0) return new Float32Array();
  const result = new Float32Array(bytes.readInt32BE(12));
  for (let k = 0; k < result.length; k++) result[k] = bytes.readFloatBE(HEADER + 8 * k + 4);
  return result;
}
