/** Whole percentages of a total that sum to 100 (largest remainders); all 0 where the total is. */
export function percentages(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, each) => sum + each, 0);
  if (total === 0) return counts.map(() => 0);
  const exact = counts.map((each) => (each * 100) / total);
  const shares = exact.map(Math.floor);
  const missing = 100 - shares.reduce((sum, each) => sum + each, 0);
  const byRemainder = exact
    .map((each, index) => ({ index, remainder: each - Math.floor(each) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}
