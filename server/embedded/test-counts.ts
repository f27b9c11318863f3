import { z } from "zod";

/** How many tests went well and how many did not. */
export interface Counts {
  passed: number;
  failed: number;
}

/** One check that passed or failed. */
export function count(passed: boolean): Counts {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

/** All together. */
export function sum(results: readonly Counts[]): Counts {
  return results.reduce(
    (total, { passed, failed }) => ({ passed: total.passed + passed, failed: total.failed + failed }),
    { passed: 0, failed: 0 },
  );
}

/** A runner that failed without a failed test (a file didn't load, a server didn't start) is a failure too. */
function withExitCode(counts: Counts, exitCode: number): Counts {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/** Counts of Vitest's JSON report; a file that did not even load is one failure. */
export function vitestCounts(report: unknown, exitCode: number): Counts {
  const parsed = vitestReport.safeParse(report);
  if (!parsed.success) return count(false);
  const { numPassedTests, numFailedTests, testResults } = parsed.data;
  const unloaded = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  return withExitCode({ passed: numPassedTests, failed: numFailedTests + unloaded.length }, exitCode);
}

const failedTests = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** The failed tests of Vitest's JSON report by file and name, to be said again where a long output ends. */
export function vitestFailures(report: unknown): string[] {
  const parsed = failedTests.safeParse(report);
  if (!parsed.success) return [];
  return parsed.data.testResults
    .filter(({ status }) => status === "failed")
    .flatMap(({ name, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === "failed");
      return failed.length > 0 ? failed.map(({ fullName }) => `${name}: ${fullName}`) : [name];
    });
}

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
});

/** Counts of Playwright's JSON report; a test that passed only when it was tried again has passed. */
export function playwrightCounts(report: unknown, exitCode: number): Counts {
  const parsed = playwrightReport.safeParse(report);
  if (!parsed.success) return count(false);
  const { expected, unexpected, flaky } = parsed.data.stats;
  return withExitCode({ passed: expected + flaky, failed: unexpected }, exitCode);
}
