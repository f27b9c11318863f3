import { invert } from "../maths/cholesky";
import { columnsOf, countsOf, type Sparse, transpose } from "../maths/sparse";
import type { Dense } from "../maths/vectors";

/** EASE over the best-known films only: the cost grows with the cube of their number. */
export interface Ease {
  /** Column of `likes` of each of its films. */
  films: Int32Array;
  /** films × films, with zeros on the diagonal. */
  weights: Dense;
}

/**
 * EASE^R (Steck, "Embarrassingly shallow autoencoders for sparse data", 2019): B = −P / diag(P), its
 * diagonal 0, where P = (XᵀX + λ I)⁻¹.
 * @param most how many films, the most liked first.
 */
export function trainEase(likes: Sparse, lambda: number, most: number): Ease {
  const likedBy = transpose(likes);
  const counts = countsOf(likedBy);
  const films = Int32Array.from(
    [...counts.keys()]
      .filter((i) => (counts[i] ?? 0) > 0)
      .sort((i, j) => (counts[j] ?? 0) - (counts[i] ?? 0) || i - j)
      .slice(0, most),
  );
  const size = films.length;
  const place = new Int32Array(likes.columns).fill(-1);
  for (const [at, film] of films.entries()) place[film] = at;
  const gram = new Float64Array(size * size);
  for (let u = 0; u < likes.rows; u++) {
    const line = columnsOf(likes, u)
      .map((film) => place[film] ?? -1)
      .filter((at) => at >= 0);
    for (const i of line) for (const j of line) gram[i * size + j] = (gram[i * size + j] ?? 0) + 1;
  }
  for (let i = 0; i < size; i++) gram[i * size + i] = (gram[i * size + i] ?? 0) + lambda;
  const inverse = invert(gram, size);
  const weights = new Float32Array(size * size);
  for (let j = 0; j < size; j++) {
    const pivot = inverse[j * size + j] ?? 1;
    for (let i = 0; i < size; i++) if (i !== j) weights[i * size + j] = -(inverse[i * size + j] ?? 0) / pivot;
  }
  return { films, weights: { rows: size, width: size, data: weights } };
}

/** Scores of all films for a person who likes these; films that EASE doesn't know have −∞. */
export function scoreEase({ films, weights }: Ease, liked: Int32Array, columns: number): Float64Array {
  const place = new Int32Array(columns).fill(-1);
  for (const [at, film] of films.entries()) place[film] = at;
  const scores = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  const sums = new Float64Array(films.length);
  for (const film of liked) {
    const at = place[film] ?? -1;
    if (at < 0) continue;
    for (let j = 0; j < films.length; j++)
      sums[j] = (sums[j] ?? 0) + (weights.data[at * films.length + j] ?? 0);
  }
  for (const [at, film] of films.entries()) scores[film] = sums[at] ?? 0;
  return scores;
}
