import { hash32 } from "../maths/random";

/**
 * The films of the highest scores, the best first; equal scores in the order of their hashes. Films with a
 * score of −∞ are no candidates.
 * @param ids what the hashes are of, by column: the films' own ids.
 */
export function best(scores: Float64Array, count: number, ids: Int32Array): Int32Array {
  const heap: number[] = [];
  const hashes: number[] = [];
  const below = (a: number, b: number, hashA: number, hashB: number) => {
    const difference = (scores[a] ?? 0) - (scores[b] ?? 0);
    return difference < 0 || (difference === 0 && hashA > hashB);
  };
  // The worst of the best so far lies at the top.
  const sink = (film: number, hash: number, from: number) => {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (
        right < heap.length &&
        below(heap[right] ?? 0, heap[child] ?? 0, hashes[right] ?? 0, hashes[child] ?? 0)
      )
        child = right;
      if (!below(heap[child] ?? 0, film, hashes[child] ?? 0, hash)) break;
      heap[at] = heap[child] ?? 0;
      hashes[at] = hashes[child] ?? 0;
      at = child;
    }
    heap[at] = film;
    hashes[at] = hash;
  };
  const lift = (film: number, hash: number) => {
    let at = heap.length;
    heap.push(film);
    hashes.push(hash);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!below(film, heap[parent] ?? 0, hash, hashes[parent] ?? 0)) break;
      heap[at] = heap[parent] ?? 0;
      hashes[at] = hashes[parent] ?? 0;
      at = parent;
    }
    heap[at] = film;
    hashes[at] = hash;
  };
  for (let film = 0; film < scores.length; film++) {
    const score = scores[film] ?? Number.NEGATIVE_INFINITY;
    if (score === Number.NEGATIVE_INFINITY || Number.isNaN(score)) continue;
    const hash = hash32(ids[film] ?? film);
    if (heap.length < count) lift(film, hash);
    else if (below(heap[0] ?? 0, film, hashes[0] ?? 0, hash)) sink(film, hash, 0);
  }
  const hashOf = new Map(heap.map((film, at) => [film, hashes[at] ?? 0]));
  return Int32Array.from(heap).sort(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || (hashOf.get(a) ?? 0) - (hashOf.get(b) ?? 0),
  );
}
