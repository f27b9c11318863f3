import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ageHours,
  compareKeys,
  DECAY_MICRO,
  intervalHalfWidth,
  type SortKey,
  scoreMicro,
  voterWeightMilli,
  votesToPass,
} from "./formulas";

const prior = { priorWeightMilli: 10_000, priorMeanMicro: 6_000_000 };

/** A film with so many full votes of so much. */
const votes = (...values: number[]) => ({
  weight: BigInt(values.length) * 1000n,
  weightedSum: BigInt(values.reduce((sum, value) => sum + value, 0)) * 1000n,
});

describe("the weighted rating", () => {
  test.each([
    { name: "without votes is C", given: votes(), score: 6_000_000n },
    {
      name: "of ten votes of ten lies half-way to ten",
      given: votes(...Array<number>(10).fill(10)),
      score: 8_000_000n,
    },
    { name: "is rounded down to a millionth", given: votes(10), score: 6_363_636n },
  ])("$name", ({ given, score }) => {
    expect(scoreMicro(given.weight, given.weightedSum, prior)).toBe(score);
  });

  const film = fc
    .array(fc.record({ weight: fc.integer({ min: 0, max: 1000 }), value: fc.integer({ min: 1, max: 10 }) }), {
      maxLength: 60,
    })
    .map((list) => ({
      weight: list.reduce((sum, vote) => sum + BigInt(vote.weight), 0n),
      weightedSum: list.reduce((sum, vote) => sum + BigInt(vote.weight * vote.value), 0n),
    }));

  test("lies between 1 and 10, and between C and the film's own mean", () => {
    fc.assert(
      fc.property(film, ({ weight, weightedSum }) => {
        const score = Number(scoreMicro(weight, weightedSum, prior)) / 1e6;
        const mean = weight === 0n ? 6 : Number(weightedSum) / Number(weight);
        expect(score).toBeGreaterThanOrEqual(Math.min(6, mean) - 1e-6);
        expect(score).toBeLessThanOrEqual(Math.max(6, mean) + 1e-6);
      }),
    );
  });

  test("never falls with a higher vote nor rises with a lower one", () => {
    fc.assert(
      fc.property(film, fc.integer({ min: 1, max: 9 }), ({ weight, weightedSum }, value) => {
        const lower = scoreMicro(weight + 1000n, weightedSum + BigInt(value) * 1000n, prior);
        const higher = scoreMicro(weight + 1000n, weightedSum + BigInt(value + 1) * 1000n, prior);
        expect(higher > lower).toBe(true);
      }),
    );
  });

  test("says with how many votes it passes another, and with one fewer it doesn't", () => {
    fc.assert(
      fc.property(
        film,
        fc.integer({ min: 1_000_000, max: 9_900_000 }),
        fc.constantFrom(9, 10),
        (own, target, value) => {
          const needed = votesToPass(own, prior, BigInt(target), value);
          const withMore = (count: number) =>
            scoreMicro(
              own.weight + BigInt(count) * 1000n,
              own.weightedSum + BigInt(count * value) * 1000n,
              prior,
            );
          if (needed === null) {
            expect(value * 1e6).toBeLessThanOrEqual(target + 1);
            return;
          }
          expect(withMore(needed) > BigInt(target)).toBe(true);
          if (needed > 0) expect(withMore(needed - 1) > BigInt(target)).toBe(false);
        },
      ),
    );
  });
});

test("a person's votes weigh a fifth more with each film they rate, and no more after the fifth", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 1000].map(voterWeightMilli)).toEqual([
    0, 200, 400, 600, 800, 1000, 1000, 1000,
  ]);
});

describe("trending's decay", () => {
  test("halves each 72 hours and ends", () => {
    expect(DECAY_MICRO[0]).toBe(1_000_000);
    expect(DECAY_MICRO[72]).toBe(500_000);
    expect(DECAY_MICRO[144]).toBe(250_000);
    expect(DECAY_MICRO.length).toBe(1508);
    expect(DECAY_MICRO.at(-1)).toBeGreaterThan(0);
  });

  test("counts whole hours, and a vote from after the hour as fresh", () => {
    const asOf = new Date("2026-11-23T12:00:00Z");
    expect(ageHours(new Date("2026-11-23T11:59:59Z"), asOf)).toBe(1);
    expect(ageHours(new Date("2026-11-23T12:40:00Z"), asOf)).toBe(0);
    expect(ageHours(new Date("2026-11-20T12:00:00Z"), asOf)).toBe(72);
  });
});

test("the order is total: score, sum of weights, release date, id", () => {
  const key = fc.record<SortKey>({
    scoreKey: fc.bigInt({ min: -3n, max: 0n }),
    weightKey: fc.bigInt({ min: -2n, max: 0n }),
    releaseKey: fc.integer({ min: 0, max: 1 }),
    movieId: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(key, key, key, (a, b, c) => {
      expect(Math.sign(compareKeys(a, b)) + Math.sign(compareKeys(b, a))).toBe(0);
      if (compareKeys(a, b) <= 0 && compareKeys(b, c) <= 0) expect(compareKeys(a, c)).toBeLessThanOrEqual(0);
      const same = a.scoreKey === b.scoreKey && a.weightKey === b.weightKey && a.releaseKey === b.releaseKey;
      expect(compareKeys(a, b) === 0).toBe(same && a.movieId === b.movieId);
    }),
  );
});

test("the interval narrows with votes and widens with their spread", () => {
  const spread = { ...prior, varianceMicro: 4_000_000 };
  const of = (values: number[]) =>
    intervalHalfWidth(
      {
        weight: BigInt(values.length) * 1000n,
        ownWeight: BigInt(values.length) * 1000n,
        ownSum: BigInt(values.reduce((sum, value) => sum + value, 0)) * 1000n,
        ownSquareSum: BigInt(values.reduce((sum, value) => sum + value * value, 0)) * 1000n,
      },
      spread,
    );
  // 1.645 * sqrt(4 / 10)
  expect(of([])).toBeCloseTo(1.0404, 4);
  expect(of([8, 8, 8, 8])).toBeLessThan(of([8]));
  expect(of([1, 10, 1, 10])).toBeGreaterThan(of([5, 6, 5, 6]));
});
