import { runPrepared } from "../../db";
import { sharedMost } from "../content/shared";
import { blockSimilarities } from "../content/space";
import type { Sparse } from "../maths/sparse";
import type { Dense } from "../maths/vectors";
import type { TrainingData } from "./data";

/** Neighbours of each kind that a film keeps. */
export const SIMILAR_KEPT = 24;

const ROWS_A_WRITE = 1_000;

/** A film's row of movie_similar. */
export interface SimilarRow {
  movieId: number;
  similarIds: number[];
  similar: number[];
  reasons: unknown[];
  likedIds: number[];
  liked: number[];
}

function lineOf(matrix: Sparse, row: number): { films: number[]; values: number[] } {
  const [from, to] = [matrix.starts[row] ?? 0, matrix.starts[row + 1] ?? 0];
  return { films: [...matrix.indices.subarray(from, to)], values: [...matrix.values.subarray(from, to)] };
}

/** Writes every film's neighbours by content, with what they share, and by who likes both. */
export async function writeSimilar(
  modelId: number,
  { movieIds, texts }: Pick<TrainingData, "movieIds" | "texts">,
  content: Dense,
  near: Sparse,
  together: Sparse,
): Promise<void> {
  const idOf = (film: number) => movieIds[film] ?? 0;
  for (let from = 0; from < movieIds.length; from += ROWS_A_WRITE) {
    const rows: SimilarRow[] = [];
    for (let film = from; film < Math.min(movieIds.length, from + ROWS_A_WRITE); film++) {
      const similar = lineOf(near, film);
      const liked = lineOf(together, film);
      const own = texts[film];
      rows.push({
        movieId: idOf(film),
        similarIds: similar.films.map(idOf),
        similar: similar.values,
        reasons: similar.films.map((other) => {
          const text = texts[other];
          return own && text
            ? sharedMost(own, text, blockSimilarities(content, film, other))
            : { kind: "era" };
        }),
        likedIds: liked.films.map(idOf),
        liked: liked.values,
      });
    }
    await writeSimilarRows(modelId, rows);
  }
}

/** Writes films' neighbours, over what stands. */
export async function writeSimilarRows(modelId: number, rows: readonly SimilarRow[]): Promise<void> {
  const literal = (values: readonly number[]) => `{${values.join(",")}}`;
  await runPrepared("write similar", WRITE, [
    modelId,
    rows.map((row) => row.movieId),
    rows.map((row) => literal(row.similarIds)),
    rows.map((row) => literal(row.similar)),
    rows.map((row) => JSON.stringify(row.reasons)),
    rows.map((row) => literal(row.likedIds)),
    rows.map((row) => literal(row.liked)),
  ]);
}

const WRITE = `
  insert into movie_similar (model_id, movie_id, similar_ids, "similar", reasons, liked_ids, liked)
  select $1::int, given.movie_id, given.ids::int[], given.scores::real[], given.reasons::jsonb,
    given.liked_ids::int[], given.liked::real[]
  from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    as given (movie_id, ids, scores, reasons, liked_ids, liked)
  where exists (select from movie where id = given.movie_id)
  on conflict (model_id, movie_id) do update set similar_ids = excluded.similar_ids, "similar" = excluded.similar,
    reasons = excluded.reasons, liked_ids = excluded.liked_ids, liked = excluded.liked`;
