import type { Collaborative } from "../collaborative/taste";
import { columnsOf, countsOf, type Sparse, transpose } from "../maths/sparse";
import type { Dense } from "../maths/vectors";
import { blend } from "../serving/blend";
import type { Scored } from "./gate";
import { ndcg10, recall20 } from "./metrics";
import { best } from "./ranking";
import type { RatedBy, Split } from "./split";

/** Scores of all films for a person, by their number and what they like in the training part. */
export type Scorer = (person: number, liked: Int32Array) => Float64Array;

/** A split with what both parts say: likes for training, films that are relevant in the test. */
export interface Trial {
  split: Split;
  likes: Sparse;
  /** By person; empty where the test holds nothing they like. */
  relevant: ReadonlySet<number>[];
  ids: Int32Array;
}

/** The films that a person likes in a test. */
export function relevantIn(rated: RatedBy, least: number): ReadonlySet<number> {
  return new Set(rated.films.filter((_, at) => (rated.values[at] ?? 0) >= least));
}

/**
 * Lists for everybody with a relevant test film, from all films that they haven't rated in the training part.
 * @param candidates only these films, where given.
 */
export function scoreTrial(
  { split, likes, relevant, ids }: Trial,
  scorer: Scorer,
  candidates?: Int32Array,
): Scored {
  const scored: Scored = { ndcg: [], recall: [], coverage: 0, covered: 0, finite: true };
  const seen = new Set<number>();
  let full = 0;
  const open = candidates && new Set(candidates);
  for (const [person, wanted] of relevant.entries()) {
    if (wanted.size === 0) continue;
    const scores = scorer(person, columnsOf(likes, person));
    for (let film = 0; film < scores.length; film++) {
      const value = scores[film] ?? 0;
      if (Number.isNaN(value) || value === Number.POSITIVE_INFINITY) scored.finite = false;
      if (open && !open.has(film)) scores[film] = Number.NEGATIVE_INFINITY;
    }
    for (const film of split.train[person]?.films ?? []) scores[film] = Number.NEGATIVE_INFINITY;
    const list = best(scores, 20, ids);
    scored.ndcg.push(ndcg10(list, wanted));
    scored.recall.push(recall20(list, wanted));
    for (const film of list.subarray(0, 10)) seen.add(film);
    if (list.length === 20) full++;
  }
  scored.coverage = seen.size / Math.max(1, likes.columns);
  scored.covered = full / Math.max(1, scored.ndcg.length);
  return scored;
}

/** By how many people like a film; equal numbers by the films' order, as the protocol's figures have it. */
export function popularityScorer(likes: Sparse): Scorer {
  const counts = Float64Array.from(countsOf(transpose(likes)), (count, film) => count - 1e-6 * film);
  return () => counts.slice();
}

/** Share of the people who like anything that like a film. */
export function popularityOf(likes: Sparse): Float32Array {
  let people = 0;
  for (let u = 0; u < likes.rows; u++) if ((likes.starts[u + 1] ?? 0) > (likes.starts[u] ?? 0)) people++;
  return Float32Array.from(countsOf(transpose(likes)), (count) => count / Math.max(1, people));
}

/** The blend as it is served, without the reordering; popularity for who likes nothing yet. */
export function blendScorer(
  collaborative: Collaborative,
  content: Dense,
  likes: Sparse,
  crowd = 0.5,
): Scorer {
  const popularity = popularityOf(likes);
  const popular = popularityScorer(likes);
  return (person, liked) =>
    liked.length === 0
      ? popular(person, liked)
      : blend({ collaborative, content, popularity }, liked, crowd).scores;
}
