import { mulberry32 } from "../maths/random";
import { type Sparse, sparseOf } from "../maths/sparse";

/** Ratings of one person by column of their films; `times` is any ascending clock. */
export interface RatedBy {
  films: Int32Array;
  values: Float32Array;
  times: Float64Array;
}

/** Ratings kept for training and for the test, by person. */
export interface Split {
  train: RatedBy[];
  test: RatedBy[];
}

const TEST_SHARE = { random: 0.2, time: 0.1 };

function part(rated: RatedBy, order: readonly number[]): RatedBy {
  return {
    films: Int32Array.from(order, (at) => rated.films[at] ?? 0),
    values: Float32Array.from(order, (at) => rated.values[at] ?? 0),
    times: Float64Array.from(order, (at) => rated.times[at] ?? 0),
  };
}

function cut(people: readonly RatedBy[], share: number, order: (rated: RatedBy) => number[]): Split {
  const split: Split = { train: [], test: [] };
  for (const rated of people) {
    const ordered = order(rated);
    const tested = Math.max(1, Math.floor(share * ordered.length));
    const kept = ordered.slice(0, Math.max(0, ordered.length - tested));
    split.train.push(part(rated, kept));
    split.test.push(part(rated, ordered.slice(kept.length)));
  }
  return split;
}

/**
 * 80/20 at random: each person's ratings in the order of their films, shuffled (Fisher and Yates) from one
 * stream of numbers over all people.
 */
export function randomSplit(people: readonly RatedBy[], seed: number): Split {
  const random = mulberry32(seed);
  return cut(people, TEST_SHARE.random, (rated) => {
    const order = byFilm(rated);
    for (let i = order.length - 1; i >= 1; i--) {
      const j = Math.floor(random() * (i + 1));
      const held = order[i] ?? 0;
      order[i] = order[j] ?? 0;
      order[j] = held;
    }
    return order;
  });
}

/** Each person's last tenth by time. */
export function timeSplit(people: readonly RatedBy[]): Split {
  return cut(people, TEST_SHARE.time, (rated) =>
    byFilm(rated).sort((a, b) => (rated.times[a] ?? 0) - (rated.times[b] ?? 0)),
  );
}

function byFilm(rated: RatedBy): number[] {
  return [...rated.films.keys()].sort((a, b) => (rated.films[a] ?? 0) - (rated.films[b] ?? 0));
}

/** What people like, as a matrix: ratings of at least `least`, by ascending film. */
export function likesOf(people: readonly RatedBy[], films: number, least: number): Sparse {
  return sparseOf(
    people.map((rated) => rated.films.filter((_, at) => (rated.values[at] ?? 0) >= least).sort()),
    films,
  );
}
