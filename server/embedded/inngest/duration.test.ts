import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs, durationMs, momentMs } from "./duration";

test.each([
  ["", 0],
  ["1s", 1_000],
  ["1h30m", 5_400_000],
  ["1w2d3h4m5s", 788_645_000],
  ["500ms", 500],
  ["1.5s", 1_500],
  ["soon", undefined],
  ["5", undefined],
])("%j lasts %j ms", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test("a moment is a duration from now or a date", () => {
  expect(momentMs("2s", 1_000)).toBe(3_000);
  expect(momentMs("1970-01-01T00:00:05.000Z", 1_000)).toBe(5_000);
  expect(momentMs("soon", 1_000)).toBeUndefined();
});

test("waits between attempts follow the schedule, with up to 30 s of jitter, and scale with their base", () => {
  const minutes = [0.25, 0.5, 1, 2, 5, 10, 20, 40, 60, 120, 120];
  minutes.forEach((expected, attempt) => {
    expect(backoffMs(attempt, 15_000, 0)).toBe(expected * 60_000);
    expect(backoffMs(attempt, 15_000, 1)).toBe(expected * 60_000 + 30_000);
    expect(backoffMs(attempt, 15, 0)).toBe(expected * 60);
  });
});

test("jitter stays in its bounds", () => {
  fc.assert(
    fc.property(fc.nat(20), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const wait = backoffMs(attempt, 15_000, random) - backoffMs(attempt, 15_000, 0);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(30_000);
    }),
  );
});
