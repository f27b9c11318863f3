import { best } from "../evaluation/ranking";
import { columnsOf, countsOf, type Sparse, sparseOf, transpose } from "../maths/sparse";
import type { Collaborative } from "./taste";

/** Added to the people two films have in common, so that one person makes no neighbours of two films. */
const SHRINKAGE = 5;

/**
 * Each film's neighbours by who likes both: co / (co + 5) × co / √(n_i n_j), the highest first.
 * @param least people in common, at least.
 */
export function likedTogether(likes: Sparse, count: number, ids: Int32Array, least: number): Sparse {
  const likedBy = transpose(likes);
  const counts = countsOf(likedBy);
  const common = new Int32Array(likes.columns);
  const lines: Int32Array[] = [];
  const values: Float32Array[] = [];
  for (let film = 0; film < likes.columns; film++) {
    const seen: number[] = [];
    for (const person of columnsOf(likedBy, film))
      for (const other of columnsOf(likes, person)) {
        if (other === film) continue;
        if (common[other] === 0) seen.push(other);
        common[other] = (common[other] ?? 0) + 1;
      }
    const near = seen.filter((other) => (common[other] ?? 0) >= least);
    const scores = Float64Array.from(near, (other) => {
      const both = common[other] ?? 0;
      return ((both / (both + SHRINKAGE)) * both) / Math.sqrt((counts[film] ?? 1) * (counts[other] ?? 1));
    });
    const first = best(
      scores,
      count,
      Int32Array.from(near, (other) => ids[other] ?? other),
    );
    lines.push(first.map((at) => near[at] ?? 0));
    values.push(Float32Array.from(first, (at) => scores[at] ?? 0));
    for (const other of seen) common[other] = 0;
  }
  return sparseOf(lines, likes.columns, values);
}

/** Scores as sums over the liked films' neighbours: for communities too small for factors. */
export function itemKnnOf(neighbours: Sparse): Collaborative {
  function taste(liked: Int32Array) {
    const scores = new Float64Array(neighbours.rows);
    for (const film of liked)
      eachNeighbour(film, (other, value) => {
        scores[other] = (scores[other] ?? 0) + value;
      });
    const terms = (film: number) =>
      Float64Array.from(liked, (own) => {
        let found = 0;
        eachNeighbour(own, (other, value) => {
          if (other === film) found = value;
        });
        return found;
      });
    return { scores, terms };
  }
  function eachNeighbour(film: number, visit: (other: number, value: number) => void) {
    for (let at = neighbours.starts[film] ?? 0; at < (neighbours.starts[film + 1] ?? 0); at++)
      visit(neighbours.indices[at] ?? 0, neighbours.values[at] ?? 0);
  }
  return { kind: "item-knn", taste };
}
