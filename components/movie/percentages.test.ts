import fc from "fast-check";
import { expect, test } from "vitest";
import { percentages } from "./percentages";

test.each([
  [
    [1, 1, 1],
    [34, 33, 33],
  ],
  [
    [0, 0],
    [0, 0],
  ],
  [
    [2, 1],
    [67, 33],
  ],
])("%j gives %j", (counts, expected) => {
  expect(percentages(counts)).toEqual(expected);
});

test("percentages sum to 100 and stay within one of the exact share", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 10 }), (counts) => {
      const total = counts.reduce((sum, each) => sum + each, 0);
      fc.pre(total > 0);
      const shares = percentages(counts);
      expect(shares.reduce((sum, each) => sum + each, 0)).toBe(100);
      counts.forEach((each, index) => {
        expect(Math.abs((shares[index] ?? 0) - (each * 100) / total)).toBeLessThanOrEqual(1);
      });
    }),
  );
});
