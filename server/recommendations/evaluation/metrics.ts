/** Discount of a position, from 0. */
function gain(position: number): number {
  return 1 / Math.log2(position + 2);
}

/** Normalised discounted cumulative gain of the first ten, with films either relevant or not. */
export function ndcg10(list: ArrayLike<number>, relevant: ReadonlySet<number>): number {
  let found = 0;
  let most = 0;
  for (let at = 0; at < 10; at++) {
    if (at < list.length && relevant.has(list[at] ?? -1)) found += gain(at);
    if (at < relevant.size) most += gain(at);
  }
  return most === 0 ? 0 : found / most;
}

/** Hits among the first twenty, of min(20, relevant). */
export function recall20(list: ArrayLike<number>, relevant: ReadonlySet<number>): number {
  let hits = 0;
  for (let at = 0; at < Math.min(20, list.length); at++) if (relevant.has(list[at] ?? -1)) hits++;
  return relevant.size === 0 ? 0 : hits / Math.min(20, relevant.size);
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard error of a mean. */
export function standardError(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
