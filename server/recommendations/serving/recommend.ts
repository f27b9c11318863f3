import { best } from "../evaluation/ranking";
import { type Blended, type Blender, blend } from "./blend";
import { diversify } from "./mmr";

/** Candidates that a list is chosen from, and its length. */
export const CANDIDATES = 100;

/** λ of MMR, on centred similarities: those of two films of different kinds are about 0. */
export const MMR_LAMBDA = 0.85;

/** Ratings at which a list is half personal, half popular. */
const HALFWAY = 2;

/** What a film's score is made of. */
export interface Recommended {
  film: number;
  score: number;
  /** Part of the score that is what is popular with everybody. */
  popular: number;
  /** Parts that the liked films add, in their order, by the crowd and by content; with `popular` they sum to the score. */
  crowd: Float64Array;
  content: Float64Array;
}

/** Where lists come from: a blend, the films' ids and what is popular (0 to 1). */
export interface Source extends Blender {
  ids: Int32Array;
  popular: Float32Array;
}

/** Whom a list is for; films are columns. */
export interface Reader {
  liked: Int32Array;
  /** Never shown: rated, picked, dismissed. */
  hidden: Iterable<number>;
  crowd: number;
}

/**
 * A list: n/(n + 2) of the blend, scaled so that its best film has 1, the rest what is popular; MMR over the
 * best hundred.
 */
export function recommend(source: Source, { liked, hidden, crowd }: Reader): Recommended[] {
  const weight = liked.length / (liked.length + HALFWAY);
  const blended: Blended | null = liked.length > 0 ? blend(source, liked, crowd) : null;
  const hide = [...hidden];
  const top = blended ? highest(blended.scores, hide) : 1;
  const scale = weight / top;
  const scores = Float64Array.from(
    source.popular,
    (popular, film) => scale * (blended?.scores[film] ?? 0) + (1 - weight) * popular,
  );
  for (const film of hide) scores[film] = Number.NEGATIVE_INFINITY;
  const first = best(scores, CANDIDATES, source.ids);
  const highestScore = Math.max(scores[first[0] ?? 0] ?? 1, Number.MIN_VALUE);
  const relevance = Float64Array.from(first, (film) => (scores[film] ?? 0) / highestScore);
  const order = diversify(first, relevance, source.content, MMR_LAMBDA, CANDIDATES);
  return [...order].map((film) => {
    const parts = blended?.parts(film) ?? { crowd: new Float64Array(), content: new Float64Array() };
    return {
      film,
      score: scores[film] ?? 0,
      popular: (1 - weight) * (source.popular[film] ?? 0),
      crowd: parts.crowd.map((term) => scale * term),
      content: parts.content.map((term) => scale * term),
    };
  });
}

/** The highest score of a film that may be shown; at least a tiny number, for it divides. */
function highest(scores: Float64Array, hidden: readonly number[]): number {
  const hide = new Set(hidden);
  let top = 1e-9;
  for (let film = 0; film < scores.length; film++) {
    const score = scores[film] ?? 0;
    if (score > top && !hide.has(film)) top = score;
  }
  return top;
}
