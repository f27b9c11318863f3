import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "../db";
import { until } from "../embedded/inngest/harness";
import { logger } from "../observability/logger";
import { publishFullEdition } from "../ranking/commands";
import { rateMovie } from "../ratings/commands";
import { truncateAll } from "../testing/database";
import { type JobWorld, startJobs } from "../testing/job-world";
import { publishedLists } from "../testing/oracle";

/** The site's own functions on the real engine, with a database that refuses the last write of a publish. */

let jobs: JobWorld;

beforeAll(async () => {
  logger.level = "silent";
  await truncateAll();
  jobs = await startJobs();
});

afterAll(() => jobs.stop());

test("a publish that fails for good leaves a dead letter, its row, and the last edition standing", async () => {
  await db().list.create({ data: { slug: "all-time", title: "All time", kind: "all", minimumWeight: 1 } });
  const movie = await db().movie.create({
    data: { slug: "m-2000", title: "M", titleKey: "m", year: 2000, sourceVotes: 9, sourceMeanMilli: 8_000 },
  });
  const user = await db().user.create({ data: { email: "v@example.org", handle: "v", name: "V" } });
  await publishFullEdition({ runId: "seed", reason: "seed" });
  const before = await publishedLists(db());
  await db().$executeRaw`alter table edition add constraint refused check (number < 2) not valid`;

  await rateMovie({ movieId: movie.id, userId: user.id, value: 1, correlationId: "request-7" });
  await jobs.flushOutbox();
  const letter = await until(async () => (await db().deadLetter.findFirst()) ?? undefined);

  expect(letter).toMatchObject({
    functionId: "refresh-rankings",
    correlationId: "request-7",
    status: "open",
    event: { name: "rankings/wake" },
  });
  const run = await until(
    async () => (await db().jobRun.findFirst({ where: { id: letter.runId, status: "failed" } })) ?? undefined,
  );
  // Four retries after the first attempt, each of them kept with its error.
  expect(run.attempts).toBe(5);
  expect(run.error).toMatch(/refused/);
  expect(await publishedLists(db())).toEqual(before);
  expect(await db().dirtyMovie.count()).toBeGreaterThan(0);
});
