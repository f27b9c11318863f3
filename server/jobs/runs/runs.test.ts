import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "../../audit/commands";
import { db } from "../../db";
import { logger, withCorrelation } from "../../observability/logger";
import { publishFullEdition } from "../../ranking/commands";
import { truncateAll } from "../../testing/database";
import { makePerson } from "../../testing/factories";
import { requestCancel, requestRun, requestTraining } from "../commands";
import { progressOf } from "../progress";
import { functions } from "../registry";
import { flushRunLines, keepRunLines, LINES_KEPT } from "../run-log";
import { bookkeeping, functionNames } from "../schedules";
import { findSchedules, latenessOf } from "./lateness";
import { findRunDetail, findRunPage, findVersion } from "./queries";

let actor: Actor;

beforeEach(async () => {
  await truncateAll();
  const { id: userId, name } = await makePerson("admin");
  actor = { userId, name, correlationId: "request-1" };
});

const NOW = new Date("2026-11-24T12:00:30Z");

function ago(seconds: number): Date {
  return new Date(NOW.getTime() - seconds * 1_000);
}

async function makeRun(id: string, functionId: string, secondsAgo: number, more = {}): Promise<void> {
  const at = ago(secondsAgo);
  await db().jobRun.create({
    data: { id, functionId, status: "succeeded", queuedAt: at, startedAt: at, finishedAt: at, ...more },
  });
}

test("every function has a name that people read, and no other has", () => {
  expect(Object.keys(functionNames).sort()).toEqual(functions.map((each) => each.id()).sort());
});

test("every function can be cancelled, but for what keeps the books", async () => {
  const fixed = functions.filter((each) => each.opts.cancelOn === undefined).map((each) => each.id());
  expect(new Set(fixed)).toEqual(bookkeeping);
  await makeRun("a", "record-dead-letter", 1, { status: "running", eventId: "e", finishedAt: null });
  expect((await findRunDetail("a"))?.cancellable).toBe(false);
  await expect(requestCancel("a", actor)).rejects.toMatchObject({ code: "conflict" });
});

test("runs are filtered by function, state and time, and paged in a stable order", async () => {
  for (let at = 0; at < 5; at++) await makeRun(`sweep-${at}`, "sweep", 60);
  await makeRun("old", "sweep", 3_601);
  await makeRun("failed", "publish-full", 10, { status: "failed" });
  const ids = async (filter: Parameters<typeof findRunPage>[0], size = 10) =>
    (await findRunPage(filter, size, NOW)).rows.map((row) => row.runId);
  expect(await ids({ page: 1, status: "failed" })).toEqual(["failed"]);
  expect(await ids({ page: 1, function: "sweep", within: "hour" })).toHaveLength(5);
  expect(await ids({ page: 1, function: "sweep", within: "day" })).toContain("old");
  const pages = [await ids({ page: 1 }, 3), await ids({ page: 2 }, 3), await ids({ page: 3 }, 3)];
  expect(new Set(pages.flat()).size).toBe(7);
});

describe("a run", () => {
  test("shows how far it is while it goes on, and that only", async () => {
    await makeRun("a", "publish-full", 5, { status: "running", finishedAt: null });
    await progressOf("a")(1, 3, "Counting every vote");
    await progressOf("a")(2, 3, "Comparing");
    expect((await findRunDetail("a"))?.progress).toEqual({ done: 2, total: 3, words: "Comparing" });
    expect((await findRunPage({ page: 1 }, 10)).rows[0]?.progress?.done).toBe(2);
    await db().jobRun.update({ where: { id: "a" }, data: { finishedAt: NOW, status: "succeeded" } });
    expect((await findRunDetail("a"))?.progress).toBeNull();
  });

  test("has another version with each change: its row, its progress, its log", async () => {
    await makeRun("a", "sweep", 5, { engineRunId: "01A" });
    const seen: string[] = [];
    const look = async () => {
      const both = [await findVersion("a"), await findVersion(null)].join("|");
      expect(seen).not.toContain(both);
      seen.push(both);
    };
    await look();
    await db().jobRun.update({ where: { id: "a" }, data: { attempts: 2 } });
    await look();
    await progressOf("a")(1, 3, "Counting every vote");
    await look();
    await db().jobLog.create({ data: { runId: "01A", at: NOW, line: { msg: "hello" } } });
    await look();
    expect([await findVersion("a"), await findVersion(null)].join("|")).toBe(seen.at(-1));
  });

  test("keeps its last log lines, as many as it may, and those of no other", async () => {
    await makeRun("a", "sweep", 5, { engineRunId: "01A" });
    keepRunLines();
    for (let at = 0; at < LINES_KEPT + 20; at++)
      withCorrelation({ runId: "01A" }, () => logger.warn({ at }, `line ${at}`));
    withCorrelation({ runId: "01B" }, () => logger.warn({ nul: "\0" }, "another's"));
    logger.warn("of no run");
    await flushRunLines();
    withCorrelation({ runId: "01A" }, () => logger.warn("the last one"));
    await flushRunLines();
    const { lines } = (await findRunDetail("a")) ?? { lines: [] };
    expect(lines.length).toBeLessThanOrEqual(LINES_KEPT + 1);
    expect(lines.at(-1)).toMatchObject({ message: "the last one", level: "warn" });
    expect(lines.at(0)?.message).toMatch(/^line \d+$/);
    expect(await db().jobLog.count({ where: { runId: "01B" } })).toBe(1);
  });
});

test("a training that staff asked for is in the audit, and can be cancelled before it begins", async () => {
  const { runId } = await requestTraining(actor, true);
  expect(await db().outbox.findMany({ select: { name: true, data: true } })).toEqual([
    { name: "recommendations/train-requested", data: { runId, refit: true, correlationId: "request-1" } },
  ]);
  expect(await findRunDetail(runId)).toMatchObject({ status: "queued", cancellable: true });
  await requestCancel(runId, actor);
  expect(await db().outbox.count()).toBe(0);
  expect(await findRunDetail(runId)).toMatchObject({ status: "cancelled", requestedBy: actor.name });
  expect(await db().audit.findMany({ orderBy: { id: "asc" } })).toMatchObject([
    { action: "run.start", subject: runId, detail: { function: "train-recommendations", vocabulary: "new" } },
    { action: "run.cancel", subject: runId },
  ]);
});

describe("a cancellation", () => {
  test("of a run that waits in the outbox ends it there; of another, tells the engine; once", async () => {
    const { runId } = await requestRun("sweep", actor);
    await requestCancel(runId, actor);
    expect(await db().outbox.count()).toBe(0);
    expect(await findRunDetail(runId)).toMatchObject({ status: "cancelled", requestedBy: actor.name });

    const other = await requestRun("sweep", actor);
    await db().outbox.updateMany({ data: { sentAt: NOW } });
    const { eventId } = await db().jobRun.findUniqueOrThrow({ where: { id: other.runId } });
    await requestCancel(other.runId, actor);
    expect(await db().outbox.findFirst({ where: { sentAt: null } })).toMatchObject({
      name: "job/cancel-requested",
      data: { functionId: "sweep", eventId },
    });
    await expect(requestCancel(other.runId, actor)).rejects.toMatchObject({ code: "conflict" });
    await expect(requestCancel("none", actor)).rejects.toMatchObject({ code: "not-found" });
    const audit = await db().audit.findMany({ orderBy: { id: "asc" }, select: { action: true } });
    expect(audit.map(({ action }) => action)).toEqual(["run.start", "run.cancel", "run.start", "run.cancel"]);
  });
});

describe("a schedule's lateness", () => {
  test("is from its slot to its start, or to now where it hasn't begun", () => {
    expect(latenessOf("* * * * *", ago(28), NOW)).toEqual({
      nextAt: "2026-11-24T12:01:00.000Z",
      lateMs: 2_000,
      overdue: false,
    });
    expect(latenessOf("* * * * *", ago(60), NOW)).toMatchObject({ lateMs: 30_000, overdue: true });
    expect(latenessOf("30 3 * * *", null, NOW)).toEqual({
      nextAt: "2026-11-25T03:30:00.000Z",
      lateMs: null,
      overdue: false,
    });
  });

  test("is never negative, and never longer than the schedule's own span where it keeps time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (seconds) => {
        const { lateMs, nextAt } = latenessOf("0 * * * *", ago(seconds), NOW);
        expect(lateMs).toBeGreaterThanOrEqual(0);
        expect(lateMs).toBeLessThanOrEqual(3_600_000);
        expect(Date.parse(nextAt)).toBeGreaterThan(NOW.getTime());
      }),
    );
  });

  test("counts the first run of a slot, not one that staff asked for", async () => {
    const input = { cron: "* * * * *" };
    await makeRun("before", "sweep", 89, { input });
    await makeRun("on-time", "sweep", 29, { input });
    await makeRun("by-hand", "sweep", 5);
    await makeRun("asked", "publish-full", 5);
    const sweep = (await findSchedules(NOW)).find(({ id }) => id === "sweep");
    expect(sweep).toMatchObject({ lateMs: 1_000, overdue: false, lastRun: { runId: "by-hand" } });
    const full = (await findSchedules(NOW)).find(({ id }) => id === "publish-full");
    expect(full).toMatchObject({ lateMs: null, lastRun: { runId: "asked" } });
    const votes = (await findSchedules(NOW)).find(({ id }) => id === "refresh-rankings");
    expect(votes).toMatchObject({ lateMs: null, nextAt: null, lastRun: null });
  });
});

test("a full edition tells how it gets on, and refuses a list that isn't there", async () => {
  await db().list.create({ data: { slug: "all-time", title: "All time", kind: "all", minimumWeight: 1 } });
  const told: number[] = [];
  const progress = async (done: number, total: number) => void told.push(done / total);
  await publishFullEdition({ runId: "a", reason: "requested", progress });
  expect(told[0]).toBe(0);
  expect(told.at(-1)).toBe(1);
  expect(told).toEqual([...told].sort((a, b) => a - b));
  const lost = publishFullEdition({ runId: "b", reason: "requested", list: "lost" });
  await expect(lost).rejects.toMatchObject({ code: "not-found" });
});
