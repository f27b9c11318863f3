import fc from "fast-check";
import { expect, test } from "vitest";
import { accumulate, emptyState, fingerprint, type HashedInput } from "./lt-hash";

const input = fc.record<HashedInput>({
  movieId: fc.integer({ min: 1, max: 1_000 }),
  votes: fc.integer({ min: 0, max: 100 }),
  weight: fc.bigInt({ min: 0n, max: 100_000n }),
  sum: fc.bigInt({ min: 0n, max: 1_000_000n }),
});
const inputs = fc.uniqueArray(input, { selector: (one) => one.movieId, maxLength: 12 });

function hashOf(list: readonly HashedInput[]) {
  const state = emptyState();
  for (const one of list) accumulate(state, one, 1);
  return fingerprint(state);
}

test("does not depend on the order of arrival", () => {
  fc.assert(
    fc.property(inputs, (list) => {
      expect(hashOf([...list].reverse())).toBe(hashOf(list));
    }),
    { numRuns: 30 },
  );
});

test("what is put in and taken out leaves no trace, so one change costs one change", () => {
  fc.assert(
    fc.property(inputs, input, (list, extra) => {
      const state = emptyState();
      for (const one of list) accumulate(state, one, 1);
      accumulate(state, extra, 1);
      accumulate(state, extra, -1);
      expect(fingerprint(state)).toBe(hashOf(list));
    }),
    { numRuns: 30 },
  );
});

test("each part of each input counts", () => {
  const base = { movieId: 1, votes: 2, weight: 3n, sum: 4n };
  const variants = [
    base,
    { ...base, movieId: 2 },
    { ...base, votes: 3 },
    { ...base, weight: 4n },
    { ...base, sum: 5n },
  ];
  expect(new Set(variants.map((one) => hashOf([one]))).size).toBe(variants.length);
});
