import fc from "fast-check";
import { expect, test } from "vitest";
import { restAfter } from "./refresh-rankings";

test("few votes never wait for the next edition, nor does what an import has left", () => {
  fc.assert(
    fc.property(fc.nat(19), fc.boolean(), fc.double({ min: 0, max: 1e6, noNaN: true }), (few, more, took) => {
      expect(restAfter({ more, waiting: few }, took)).toBe(0);
      expect(restAfter({ more: true, waiting: few + 20 }, took)).toBe(0);
    }),
  );
});

test("under a flood publishing takes no more than half of the time, and a vote waits a second longer at most", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 1e6 }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      (many, took) => {
        expect(restAfter({ more: false, waiting: many }, took)).toBe(Math.min(took, 1_000));
      },
    ),
  );
});
