import { type Dense, dot } from "../maths/vectors";

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): the next film is the one with the highest
 * λ × relevance − (1 − λ) × its greatest similarity to a film already in the list.
 * @param films candidates, the best first; they are reordered.
 * @param relevance of each, scaled so that the best has 1.
 */
export function diversify(
  films: Int32Array,
  relevance: Float64Array,
  content: Dense,
  lambda: number,
  count: number,
): Int32Array {
  const { width, data } = content;
  const chosen: number[] = [];
  const nearest = new Float64Array(films.length);
  const open = new Set(films.keys());
  while (chosen.length < count && open.size > 0) {
    let next = -1;
    let highest = Number.NEGATIVE_INFINITY;
    for (const at of open) {
      const value = lambda * (relevance[at] ?? 0) - (1 - lambda) * (nearest[at] ?? 0);
      if (value > highest) {
        highest = value;
        next = at;
      }
    }
    open.delete(next);
    const film = films[next] ?? 0;
    chosen.push(film);
    for (const at of open) {
      const near = dot(data, film * width, data, (films[at] ?? 0) * width, width);
      if (near > (nearest[at] ?? 0)) nearest[at] = near;
    }
  }
  return Int32Array.from(chosen);
}
