import { ialsOf } from "../collaborative/fold-in";
import { IALS, type IalsParameters, trainIals } from "../collaborative/ials";
import { itemKnnOf, likedTogether } from "../collaborative/item-knn";
import type { Prior } from "../collaborative/prior";
import { type Collaborative, nobodyOf } from "../collaborative/taste";
import type { Sparse } from "../maths/sparse";
import { type Dense, gramOf } from "../maths/vectors";

/** Below so many people who like anything, neighbours of films know more than factors. */
export const PEOPLE_FOR_FACTORS = 50;

/** Neighbours of a film that are kept where there are no factors. */
const NEIGHBOURS = 50;

/** What a training makes, with what has to be stored to serve from it. */
export interface Trained {
  collaborative: Collaborative;
  /** ials-cp: factors of films, their Gram matrix, and the prior for films to come. */
  films: Dense | null;
  gram: Float64Array | null;
  prior: Prior | null;
  /** item-knn: neighbours of each film. */
  neighbours: Sparse | null;
}

/** Trains on likes: a kind of training. Tests put a broken one in its place. */
export type Train = (likes: Sparse, content: Dense, ids: Int32Array, parameters: IalsParameters) => Trained;

/** iALS with the content prior, or neighbours of films where fewer than 50 people like anything. */
export const trainCollaborative: Train = (likes, content, ids, parameters = IALS) => {
  let active = 0;
  for (let u = 0; u < likes.rows; u++) if ((likes.starts[u + 1] ?? 0) > (likes.starts[u] ?? 0)) active++;
  if (active < PEOPLE_FOR_FACTORS) {
    const neighbours = likedTogether(likes, NEIGHBOURS, ids, 1);
    return { collaborative: itemKnnOf(neighbours), films: null, gram: null, prior: null, neighbours };
  }
  const { films, prior } = trainIals(likes, content, parameters);
  const gram = gramOf(films);
  return { collaborative: ialsOf(films, gram, parameters), films, gram, prior, neighbours: null };
};

/** A model that knows nothing of the crowd, for where no other beats popularity. */
export const trainNothing: Train = (likes) => ({
  collaborative: nobodyOf(likes.columns),
  films: null,
  gram: null,
  prior: null,
  neighbours: null,
});
