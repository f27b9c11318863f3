/** What a model makes of somebody who likes some films. */
export interface Taste {
  /** One a film. */
  scores: Float64Array;
  /** What each of the liked films adds to a film's score, in their order; they sum to it. */
  terms(film: number): Float64Array;
}

/** Collaborative filtering, whichever way: from liked films (columns) to scores with their terms. */
export interface Collaborative {
  kind: "ials-cp" | "item-knn" | "content";
  taste(liked: Int32Array): Taste;
}

/** Nothing is known of the crowd: no film scores, whatever one likes. */
export function nobodyOf(films: number): Collaborative {
  const taste = (liked: Int32Array): Taste => ({
    scores: new Float64Array(films),
    terms: () => new Float64Array(liked.length),
  });
  return { kind: "content", taste };
}
