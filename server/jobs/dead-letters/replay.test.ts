import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../../audit/commands";
import { db } from "../../db";
import { until } from "../../embedded/inngest/harness";
import { recordEvent } from "../../events";
import { logger } from "../../observability/logger";
import { truncateAll } from "../../testing/database";
import { makePerson } from "../../testing/factories";
import { type JobWorld, startJobs } from "../../testing/job-world";
import { requestCancel, requestRun } from "../commands";
import { flushRunLines } from "../run-log";
import { findRunDetail } from "../runs/queries";
import { requestReplay, requestReplayAll } from "./commands";
import { findLetter } from "./queries";

/** Dead letters, replays and cancellations of the site's own functions on the real engine. */

let jobs: JobWorld;
let actor: Actor;

beforeAll(async () => {
  logger.level = "silent";
  jobs = await startJobs();
});

afterAll(() => jobs.stop());

beforeEach(async () => {
  await jobs.idle();
  await truncateAll();
  const { id: userId, name } = await makePerson("admin");
  actor = { userId, name, correlationId: "request-1" };
});

/** A full edition of a list that isn't there is refused for good, at the first try. */
async function poison(runId: string): Promise<void> {
  await db().$transaction((tx) =>
    recordEvent(tx, "rankings/recompute-requested", { runId, list: "lost", correlationId: "request-9" }),
  );
}

async function letters(status: string, count = 1): Promise<string[]> {
  const found = await until(async () => {
    const rows = await db().deadLetter.findMany({ where: { status }, orderBy: { failedAt: "asc" } });
    return rows.length === count && rows;
  });
  return found.map((letter) => letter.runId);
}

async function makeLostList(): Promise<void> {
  await db().list.create({ data: { slug: "lost", title: "Lost", kind: "all", minimumWeight: 1 } });
  await db().movie.create({
    data: { slug: "m-2000", title: "M", titleKey: "m", year: 2000, sourceVotes: 9, sourceMeanMilli: 8_000 },
  });
}

test("a poisoned run leaves a letter with cause, payload and steps; replayed when the cause is gone, it is resolved", async () => {
  await poison("run-1");
  await jobs.flushOutbox();
  const [runId = ""] = await letters("open");
  expect(await findLetter(runId)).toMatchObject({
    functionId: "publish-full",
    error: { message: "There is no list named lost." },
    attempts: 1,
    correlationId: "request-9",
    jobRunId: "run-1",
    steps: [{ id: "publish", attempt: 1, error: "There is no list named lost." }],
  });

  await makeLostList();
  await requestReplay(runId, actor);
  await jobs.flushOutbox();
  expect(await letters("replayed")).toEqual([runId]);

  const replayed = await findLetter(runId);
  expect(replayed?.replayRuns).toMatchObject([{ runId: `${runId}-replay-1`, status: "succeeded" }]);
  // What was asked for, and no more: this list, by request.
  expect(await db().edition.findMany({ select: { reason: true, runId: true } })).toEqual([
    { reason: "requested", runId: `${runId}-replay-1` },
  ]);
});

test("a replay that fails opens its letter again, with the new cause, and makes no second one", async () => {
  await poison("run-2");
  await jobs.flushOutbox();
  const [runId = ""] = await letters("open");
  for (const replay of [1, 2]) {
    await requestReplay(runId, actor);
    await jobs.flushOutbox();
    await until(async () => (await db().deadLetter.findUnique({ where: { runId } }))?.status === "open");
    await until(async () => (await db().jobRun.count({ where: { status: "running" } })) === 0);
    expect(await db().deadLetter.findMany({ select: { runId: true, replays: true } })).toEqual([
      { runId, replays: replay },
    ]);
  }
});

test("all letters of a kind are replayed in one go, once each, and the others stay", async () => {
  for (const id of ["run-3", "run-4", "run-5"]) await poison(id);
  await jobs.flushOutbox();
  await letters("open", 3);
  await db().deadLetter.create({
    data: { runId: "other", functionId: "sweep", event: {}, error: { message: "x" } },
  });
  await makeLostList();
  const sent = await Promise.all([
    requestReplayAll("publish-full", actor),
    requestReplayAll("publish-full", actor),
  ]);
  expect(sent.map(({ count }) => count).sort()).toEqual([0, 3]);
  await jobs.flushOutbox();
  await letters("replayed", 3);
  expect(await letters("open")).toEqual(["other"]);
  expect(await db().audit.findMany({ select: { action: true, detail: true } })).toEqual([
    { action: "dead-letter.replay", detail: { function: "publish-full", letters: 3 } },
  ]);
});

test("a letter comes in although the database refused it for a while", async () => {
  await db().$executeRaw`alter table dead_letter rename to dead_letter_away`;
  await poison("run-6");
  await jobs.flushOutbox();
  await until(
    async () =>
      (await db().jobRun.count({ where: { functionId: "record-dead-letter", attempts: { gte: 2 } } })) > 0,
  );
  await db().$executeRaw`alter table dead_letter_away rename to dead_letter`;
  // What the clock started meanwhile may have failed for want of the table, and left a letter too.
  const kept = { functionId: "publish-full", status: "open" };
  await until(async () => (await db().deadLetter.count({ where: kept })) === 1);
});

test("what a run logs is kept with it", async () => {
  logger.level = "warn";
  await poison("run-7");
  await jobs.flushOutbox();
  await letters("open");
  const run = await until(async () => {
    await flushRunLines();
    const found = await findRunDetail("run-7");
    return found?.lines.some(({ message }) => message === "A run failed for the last time.") && found;
  });
  logger.level = "silent";
  expect(run).toMatchObject({ status: "failed", input: expect.stringContaining('"lost"') });
  expect(run.lines.map(({ level }) => level)).toContain("warn");
});

test("a run that is cancelled while it waits for its turn ends, and does nothing", async () => {
  await makeLostList();
  // Holds what every publish waits for, until the test lets go.
  let letGo = () => {};
  const held = db().$transaction(
    async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('marquee: publish'))`;
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
    },
    { timeout: 60_000 },
  );
  const first = await requestRun("publish-full", actor);
  await jobs.flushOutbox();
  await until(
    async () => (await db().jobRun.findUnique({ where: { id: first.runId } }))?.status === "running",
  );
  const second = await requestRun("publish-full", actor);
  await jobs.flushOutbox();
  // Another, whose fact hasn't left the house.
  const third = await requestRun("publish-full", actor);
  await requestCancel(third.runId, actor);
  expect(await db().jobRun.findUnique({ where: { id: third.runId } })).toMatchObject({ status: "cancelled" });

  await requestCancel(second.runId, actor);
  await requestCancel(first.runId, actor);
  await jobs.flushOutbox();
  for (const { runId } of [first, second])
    await until(async () => (await findRunDetail(runId))?.status === "cancelled");
  await expect(requestCancel(first.runId, actor)).rejects.toMatchObject({ code: "conflict" });
  letGo();
  await held;
  await until(async () => (await jobs.engine.health()).running === 0);
  // A step that was under way when its run was cancelled doesn't make it another than cancelled.
  for (const { runId } of [first, second, third])
    expect(await findRunDetail(runId)).toMatchObject({ status: "cancelled" });
  expect(await db().edition.count({ where: { runId: { in: [second.runId, third.runId] } } })).toBe(0);
});
