import { centred } from "../../recommendations/content/centred";
import { relevantIn, type Trial } from "../../recommendations/evaluation/score";
import { likesOf, type RatedBy, type Split } from "../../recommendations/evaluation/split";
import type { Dense } from "../../recommendations/maths/vectors";

/** People, films' ids and content that trials are made of. */
export interface Corpus {
  people: readonly RatedBy[];
  ids: Int32Array;
  content: Dense;
  flat: Dense;
  /** Ratings from here on are likes. */
  least: number;
}

export function corpusOf(people: readonly RatedBy[], ids: Int32Array, content: Dense, least: number): Corpus {
  return { people, ids, content, flat: centred(content), least };
}

/** A split with what it says of likes and of relevant films. */
export function trialOf(split: Split, { ids, least }: Corpus): Trial {
  const relevant = split.test.map((rated) => relevantIn(rated, least));
  return { split, likes: likesOf(split.train, ids.length, least), relevant, ids };
}

function only(rated: RatedBy, keep: (film: number) => boolean): RatedBy {
  const order = [...rated.films.keys()].filter((at) => keep(rated.films[at] ?? -1));
  return {
    films: Int32Array.from(order, (at) => rated.films[at] ?? 0),
    values: Float32Array.from(order, (at) => rated.values[at] ?? 0),
    times: Float64Array.from(order, (at) => rated.times[at] ?? 0),
  };
}

/** Films that nobody has rated yet: all their ratings are the test. */
export function coldSplit(people: readonly RatedBy[], cold: Int32Array): Split {
  const films = new Set(cold);
  return {
    train: people.map((rated) => only(rated, (film) => !films.has(film))),
    test: people.map((rated) => only(rated, (film) => films.has(film))),
  };
}
