import { expect, test } from "vitest";
import { playwrightCounts, sum, vitestCounts, vitestFailures } from "./test-counts";

const vitest = (
  passed: number,
  failed: number,
  files: { name?: string; status: string; assertionResults: unknown[] }[] = [],
) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults: files,
});
const playwright = (expected: number, unexpected: number, flaky: number) => ({
  stats: { expected, unexpected, flaky },
});

test.each([
  ["all well", vitest(3, 0), 0, { passed: 3, failed: 0 }],
  ["a failed test", vitest(3, 1), 1, { passed: 3, failed: 1 }],
  [
    "a file that doesn't load",
    vitest(3, 0, [{ status: "failed", assertionResults: [] }]),
    1,
    { passed: 3, failed: 1 },
  ],
  ["an error outside the tests", vitest(3, 0), 1, { passed: 3, failed: 1 }],
  ["no report", undefined, 1, { passed: 0, failed: 1 }],
  ["no report, and yet no complaint", undefined, 0, { passed: 0, failed: 1 }],
])("Vitest: %s", (_, report, exitCode, counts) => {
  expect(vitestCounts(report, exitCode)).toEqual(counts);
});

test.each([
  ["all well", playwright(3, 0, 0), 0, { passed: 3, failed: 0 }],
  ["one passed at the second try", playwright(3, 0, 1), 0, { passed: 4, failed: 0 }],
  ["a failed test", playwright(3, 2, 0), 1, { passed: 3, failed: 2 }],
  ["no tests found", playwright(0, 0, 0), 1, { passed: 0, failed: 1 }],
  ["no report", undefined, 1, { passed: 0, failed: 1 }],
])("Playwright: %s", (_, report, exitCode, counts) => {
  expect(playwrightCounts(report, exitCode)).toEqual(counts);
});

test("a sum of nothing is nothing", () => {
  expect(sum([])).toEqual({ passed: 0, failed: 0 });
});

test("Vitest's failures are named: tests, and files that didn't load", () => {
  const failed = { fullName: "a vote counts", status: "failed" };
  const report = vitest(1, 1, [
    { name: "a.test.ts", status: "failed", assertionResults: [failed, { ...failed, status: "passed" }] },
    { name: "b.test.ts", status: "failed", assertionResults: [] },
    { name: "c.test.ts", status: "passed", assertionResults: [] },
  ]);
  expect(vitestFailures(report)).toEqual(["a.test.ts: a vote counts", "b.test.ts"]);
  expect(vitestFailures(undefined)).toEqual([]);
});
