import { markStale, tags } from "../../cache";
import { db } from "../../db";
import { priorOf } from "../collaborative/prior";
import { nearestTo } from "../content/neighbours";
import { sharedMost } from "../content/shared";
import { blockSimilarities, projectContent } from "../content/space";
import { rowOf } from "../maths/vectors";
import { readFilmTexts } from "../training/data";
import { SIMILAR_KEPT, writeSimilarRows } from "../training/similar";
import { writeVectors } from "../training/vectors";
import { type Generation, standingGeneration } from "./generation";

/** Films made in one go; the rest follow at the next. */
const FILMS_A_ROUND = 500;

/**
 * Makes the vectors of films that came or changed since theirs were made, and their neighbours: content
 * projected without another fit, factors by the prior where the film has none of its own. Those in the trash
 * lose theirs. The neighbours' own lists take a new film in. @returns the films whose pages changed.
 */
export async function refreshFilms(): Promise<{ movieIds: number[] }> {
  const generation = await standingGeneration();
  if (!generation) return { movieIds: [] };
  const { modelId } = generation;
  const gone = await db().$queryRaw<{ movieId: number }[]>`
    delete from movie_vector vector using movie where vector.model_id = ${modelId} and movie.id = vector.movie_id
      and movie.deleted_at is not null returning vector.movie_id as "movieId"`;
  const changed = await db().$queryRaw<{ id: number }[]>`
    select movie.id from movie left join movie_vector vector
      on vector.model_id = ${modelId} and vector.movie_id = movie.id
    where movie.deleted_at is null and (vector.movie_id is null or vector.made_from <> movie.updated_at)
    order by movie.id limit ${FILMS_A_ROUND}`;
  if (changed.length === 0) return await tell(gone.map(({ movieId }) => movieId));
  const films = await readFilmTexts(changed.map(({ id }) => id));
  const content = projectContent(
    films.map(({ text }) => text),
    generation.space,
  );
  const expected = generation.prior && priorOf(generation.prior, content);
  await writeVectors(
    modelId,
    films.map(({ id, madeFrom }, at) => {
      const column = generation.columns.get(id);
      const likes = column === undefined ? 0 : (generation.likes[column] ?? 0);
      const learned = column !== undefined && likes > 0 ? rowOf(generation.cf, column) : null;
      return {
        movieId: id,
        content: rowOf(content, at),
        cf: generation.prior
          ? (learned ?? (expected ? rowOf(expected, at) : new Float32Array()))
          : new Float32Array(),
        likes,
        popular: column === undefined ? 0 : (generation.popular[column] ?? 0),
        madeFrom,
      };
    }),
  );
  const grown = await standingGeneration();
  const touched =
    grown?.modelId === modelId
      ? await rewriteNeighbours(
          grown,
          films.map(({ id }) => id),
        )
      : [];
  return await tell([...touched, ...gone.map(({ movieId }) => movieId)]);
}

/** Lets every process know whose neighbours changed. */
async function tell(changed: readonly number[]): Promise<{ movieIds: number[] }> {
  const movieIds = [...new Set(changed)];
  await db().$transaction((tx) => markStale(tx, movieIds.map(tags.similar)));
  return { movieIds };
}

/**
 * The films' own neighbours, among all films, and their place in the lists of those: a neighbour's list is put
 * together from what stands in it and the films that changed, for looking through all films again for each would
 * keep members waiting. @returns the films whose lists changed.
 */
async function rewriteNeighbours(generation: Generation, ids: readonly number[]): Promise<number[]> {
  const { columns, content, modelId } = generation;
  const all = Int32Array.from({ length: content.rows }, (_, film) => film);
  const columnsOf = (some: readonly number[]) => some.flatMap((id) => columns.get(id) ?? []);
  const nearest = (column: number, candidates: Int32Array) =>
    nearestTo(content, column, candidates, generation.ids, SIMILAR_KEPT);
  const changed = new Map(
    columnsOf(ids).map((column) => [generation.ids[column] ?? 0, nearest(column, all)]),
  );
  const touched = new Set(changed.keys());
  for (const { films } of changed.values()) for (const film of films) touched.add(generation.ids[film] ?? 0);
  const standing = await db().movieSimilar.findMany({
    where: { modelId, movieId: { in: [...touched] } },
    select: { movieId: true, similarIds: true, likedIds: true, liked: true },
  });
  const held = new Map(standing.map((row) => [row.movieId, row]));
  const lists = [...touched].map((id) => {
    const column = columns.get(id) ?? 0;
    const candidates = [...new Set(columnsOf([...(held.get(id)?.similarIds ?? []), ...ids]))];
    return { id, column, ...(changed.get(id) ?? nearest(column, Int32Array.from(candidates))) };
  });
  const named = [
    ...new Set(
      lists.flatMap(({ id, films }) => [id, ...[...films].map((film) => generation.ids[film] ?? 0)]),
    ),
  ];
  const texts = new Map((await readFilmTexts(named)).map(({ id, text }) => [id, text]));
  await writeSimilarRows(
    modelId,
    lists.map(({ id, column, films, scores }) => ({
      movieId: id,
      similarIds: [...films].map((film) => generation.ids[film] ?? 0),
      similar: [...scores],
      reasons: [...films].map((film) => {
        const own = texts.get(id);
        const other = texts.get(generation.ids[film] ?? 0);
        return own && other
          ? sharedMost(own, other, blockSimilarities(content, column, film))
          : { kind: "era" };
      }),
      likedIds: held.get(id)?.likedIds ?? [],
      liked: held.get(id)?.liked ?? [],
    })),
  );
  return [...touched];
}
