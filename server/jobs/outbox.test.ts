import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "../audit/commands";
import { db } from "../db";
import { recordEvent } from "../events";
import { publishFullEdition, refreshRankings } from "../ranking/commands";
import { truncateAll } from "../testing/database";
import { makePerson } from "../testing/factories";
import { beat, requestRecompute, requestRun } from "./commands";
import { failureSchema, recordDeadLetter } from "./dead-letters/record";
import { findHeartbeat, findPending, findRun } from "./queries";
import { pruneJobs } from "./retention";
import { findRunPage } from "./runs/queries";

let actor: Actor;

beforeEach(async () => {
  await truncateAll();
  const { id: userId, name } = await makePerson("admin");
  actor = { userId, name, correlationId: "request-1" };
});

describe("a fact", () => {
  test("is gone with the transaction that recorded it", async () => {
    const failing = db().$transaction(async (tx) => {
      await recordEvent(tx, "rating/changed", { movieId: 1, userId: 1 });
      throw new Error("the rating could not be written");
    });
    await expect(failing).rejects.toThrow("could not be written");
    expect(await findPending()).toEqual({ outbox: 0, dirty: 0, runs: 0 });
  });

  test("waits in the outbox until it is sent, and is forgotten a day after", async () => {
    await db().$transaction((tx) => recordEvent(tx, "rating/changed", { movieId: 1, userId: 1 }));
    expect(await findPending()).toMatchObject({ outbox: 1 });
    const now = new Date();
    await db().outbox.updateMany({ data: { sentAt: now } });
    expect(await pruneJobs(now)).toBe(0);
    expect(await pruneJobs(new Date(now.getTime() + 25 * 3_600_000))).toBe(1);
  });
});

test("counts of limits are forgotten when their window is over, and not before", async () => {
  const over = { key: "writes:1", points: 3, expire: Date.now() - 1_000 };
  const underWay = { key: "writes:2", points: 3, expire: Date.now() + 60_000 };
  await db().rateLimit.createMany({ data: [over, underWay] });
  expect(await pruneJobs(new Date())).toBe(1);
  expect(await db().rateLimit.findMany({ select: { key: true } })).toEqual([{ key: "writes:2" }]);
});

describe("a requested run", () => {
  test("has a row and a fact in one transaction, and can be looked at", async () => {
    await db().list.create({ data: { slug: "all-time", title: "All time", kind: "all", minimumWeight: 1 } });
    const { runId } = await requestRecompute(actor, "all-time");
    expect(await findRun(runId)).toMatchObject({
      runId,
      functionId: "publish-full",
      status: "queued",
      steps: [],
    });
    expect(await db().outbox.findMany({ select: { name: true, data: true } })).toEqual([
      {
        name: "rankings/recompute-requested",
        data: { runId, list: "all-time", correlationId: "request-1" },
      },
    ]);
    expect(await findRunPage({ page: 1 }, 10)).toMatchObject({ total: 1, rows: [{ runId }] });
  });

  test("of a list or a job that isn't there is refused, and leaves nothing", async () => {
    await expect(requestRecompute(actor, "no-such")).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(requestRun("no-such", actor)).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await findPending()).toEqual({ outbox: 0, dirty: 0, runs: 0 });
  });

  test("names itself in the editions that it makes", async () => {
    await db().list.create({ data: { slug: "all-time", title: "All time", kind: "all", minimumWeight: 1 } });
    await db().movie.create({
      data: { slug: "m-2000", title: "M", titleKey: "m", year: 2000, sourceVotes: 9, sourceMeanMilli: 8_000 },
    });
    await publishFullEdition({ runId: "mine", reason: "requested" });
    expect(await db().edition.findMany({ select: { runId: true, reason: true, full: true } })).toEqual([
      { runId: "mine", reason: "requested", full: true },
    ]);
    expect((await refreshRankings({ runId: "next", reason: "votes" })).published).toEqual([]);
  });
});

describe("a run that failed for good", () => {
  const failure = failureSchema.parse({
    function_id: "marquee-refresh-rankings",
    run_id: "01FAILED",
    error: { name: "Error", message: "the database said no" },
    event: { name: "rankings/wake", data: { correlationId: "request-2" } },
  });

  test("leaves one dead letter however often it is told, and ends its row", async () => {
    await db().jobRun.create({ data: { id: "01FAILED", functionId: "refresh-rankings", status: "running" } });
    await recordDeadLetter(failure);
    await recordDeadLetter(failure);
    expect(await db().deadLetter.findMany()).toMatchObject([
      { runId: "01FAILED", functionId: "refresh-rankings", correlationId: "request-2", status: "open" },
    ]);
    expect(await findRun("01FAILED")).toMatchObject({ status: "failed", error: "the database said no" });
  });

  test("doesn't undo the row of a run that went well after all", async () => {
    await db().jobRun.create({
      data: { id: "01FAILED", functionId: "refresh-rankings", status: "succeeded" },
    });
    await recordDeadLetter(failure);
    expect(await findRun("01FAILED")).toMatchObject({ status: "succeeded" });
  });
});

test("the heartbeat is one row, written again and again", async () => {
  expect(await findHeartbeat("sweep")).toBeNull();
  await beat("sweep");
  const first = await findHeartbeat("sweep");
  await beat("sweep");
  const second = await findHeartbeat("sweep");
  expect(second?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Number.POSITIVE_INFINITY);
  expect(await db().heartbeat.count()).toBe(1);
});
