import fc from "fast-check";
import { expect, test } from "vitest";
import { explain } from "./explain";
import { scoreMicro } from "./formulas";

const list = { slug: "all-time", title: "All time", edition: 7 };
const nowhere = { position: null, above: null, below: null };

test("the terms shown recompute to the score shown, to its last digit", () => {
  const inputs = fc.record({
    ownVotes: fc.integer({ min: 0, max: 5_000 }),
    mean: fc.integer({ min: 1_000, max: 10_000 }),
    ownWeight: fc.bigInt({ min: 0n, max: 5_000_000n }),
    importedVotes: fc.integer({ min: 0, max: 25 }),
    priorMean: fc.integer({ min: 1_000, max: 10_000 }),
  });
  fc.assert(
    fc.property(inputs, ({ ownVotes, mean, ownWeight, importedVotes, priorMean }) => {
      const weight = ownWeight + BigInt(importedVotes) * 1000n;
      const weightedSum = (ownWeight * BigInt(mean)) / 1000n + BigInt(importedVotes) * 6_100n;
      const { terms, score } = explain(
        list,
        { weight, weightedSum, ownVotes, ownWeight, importedVotes, importedMeanMilli: 6_100 },
        { priorWeightMilli: 10_000, priorMeanMicro: priorMean * 1_000 },
        nowhere,
      );
      if (score === null) {
        expect(weight).toBe(0n);
        return;
      }
      // As a reader with a calculator would, in whole thousandths so that no digit is lost.
      const whole = (value: number) => BigInt(Math.round(value * 1_000));
      const numerator = whole(terms.weightedSum) * 1000n + whole(terms.priorWeight) * whole(terms.priorMean);
      const denominator = whole(terms.weight) + whole(terms.priorWeight);
      expect(Math.round(score * 1e6)).toBe(Number((numerator * 1000n) / denominator));
    }),
  );
});

test("says what would change the position, and in good English", () => {
  const inputs = {
    weight: 20_000n,
    weightedSum: 160_000n,
    ownVotes: 1,
    ownWeight: 200n,
    importedVotes: 20,
    importedMeanMilli: 8_000,
  };
  const prior = { priorWeightMilli: 10_000, priorMeanMicro: 6_282_000 };
  const above = { slug: "heat-1995", title: "Heat", position: 10, scoreMicro: 7_500_000n };
  const { sentences, passes } = explain(list, inputs, prior, { position: 11, above, below: null });
  expect(scoreMicro(20_000n, 160_000n, prior)).toBe(7_427_333n);
  expect(passes).toEqual({ votes: 2, value: 9 });
  expect(sentences).toContain("2 more votes of 9 pass #10, Heat (7.50).");
  expect(sentences.at(0)).toMatch(/^1 vote of this house/);
});
