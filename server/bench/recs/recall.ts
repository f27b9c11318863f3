import { db } from "../../db";
import { nearestTo } from "../../recommendations/content/neighbours";
import { mean } from "../../recommendations/evaluation/metrics";
import { hash32 } from "../../recommendations/maths/random";
import { zeros } from "../../recommendations/maths/vectors";
import { SIMILAR_KEPT } from "../../recommendations/training/similar";
import { readVectors } from "../../recommendations/training/vectors";

/** Films whose stored neighbours are compared with those among all films. */
const SAMPLE = 500;

/**
 * Of the nearest films by exact comparison with every film, the share that stands in movie_similar: over a
 * sample, for the first ten and for all that are kept.
 */
export async function measureRecall(modelId: number): Promise<{ films: number; ten: number; all: number }> {
  const { vectors } = await readVectors(modelId, 0n);
  const content = zeros(vectors.length, vectors[0]?.content.length ?? 0);
  for (const [at, vector] of vectors.entries()) content.data.set(vector.content, at * content.width);
  const ids = Int32Array.from(vectors, (vector) => vector.movieId);
  const everything = Int32Array.from(ids.keys());
  const sample = [...ids.keys()].sort((a, b) => hash32(ids[a] ?? 0) - hash32(ids[b] ?? 0)).slice(0, SAMPLE);
  const rows = await db().movieSimilar.findMany({
    where: { modelId, movieId: { in: sample.map((film) => ids[film] ?? 0) } },
    select: { movieId: true, similarIds: true },
  });
  const stored = new Map(rows.map((row) => [row.movieId, new Set(row.similarIds)]));
  const recall = (count: number) =>
    mean(
      sample.map((film) => {
        const exact = nearestTo(content, film, everything, ids, count).films;
        const held = stored.get(ids[film] ?? 0);
        return exact.filter((other) => held?.has(ids[other] ?? 0)).length / Math.max(1, exact.length);
      }),
    );
  return { films: sample.length, ten: recall(10), all: recall(SIMILAR_KEPT) };
}
