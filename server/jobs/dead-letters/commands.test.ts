import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "../../audit/commands";
import { findAudit } from "../../audit/queries";
import { db } from "../../db";
import { logger } from "../../observability/logger";
import { truncateAll } from "../../testing/database";
import { makePerson } from "../../testing/factories";
import { pruneJobs } from "../retention";
import { discardLetter, requestReplay } from "./commands";
import { findLetters, findReplay } from "./queries";
import { failureSchema, recordDeadLetter, reopenCancelled, settleReplay } from "./record";

let actor: Actor;

beforeEach(async () => {
  logger.level = "silent";
  await truncateAll();
  const { id: userId, name } = await makePerson("admin");
  actor = { userId, name, correlationId: "request-1" };
});

async function makeLetter(runId: string, functionId = "sweep"): Promise<void> {
  await db().deadLetter.create({
    data: {
      runId,
      functionId,
      event: { name: "x", data: { film: 7, _inngest: { fn_id: "old" } } },
      error: { name: "TypeError", message: "it broke" },
    },
  });
}

const statusOf = async (runId: string) =>
  (await db().deadLetter.findUniqueOrThrow({ where: { runId } })).status;

describe("a replay", () => {
  test("is asked for by one fact and written down, and refused while the letter isn't open", async () => {
    await makeLetter("a");
    const both = await Promise.allSettled([requestReplay("a", actor), requestReplay("a", actor)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await db().outbox.findMany({ select: { name: true, data: true } })).toEqual([
      {
        name: "dead-letter/replay-requested",
        data: { letter: "a", replay: 1, correlationId: "request-1" },
      },
    ]);
    expect((await findAudit({ page: 1 }, 10)).rows).toMatchObject([
      { action: "dead-letter.replay", subject: "a", actorName: actor.name, correlationId: "request-1" },
    ]);
    await expect(requestReplay("none", actor)).rejects.toMatchObject({ code: "not-found" });
  });

  test("gets what the run was given, without what the engine had put in", async () => {
    await makeLetter("a");
    expect(await findReplay("a", 1)).toBeNull();
    await requestReplay("a", actor);
    expect(await findReplay("a", 1)).toEqual({ functionId: "sweep", data: { film: 7 }, correlationId: null });
    expect(await findReplay("a", 2)).toBeNull();
  });

  test("that ended late says nothing of the one that followed it", async () => {
    await makeLetter("a");
    await requestReplay("a", actor);
    await settleReplay("a", 1, { failed: "again" });
    await requestReplay("a", actor);
    await settleReplay("a", 1, "replayed");
    expect(await statusOf("a")).toBe("replaying");
    await settleReplay("a", 2, "replayed");
    await settleReplay("a", 2, { failed: "told twice" });
    expect(await statusOf("a")).toBe("replayed");
  });

  test("that was never heard of again leaves its letter open after a day", async () => {
    await makeLetter("a");
    await requestReplay("a", actor);
    const now = Date.now();
    await pruneJobs(new Date(now + 24 * 3_600_000));
    expect(await statusOf("a")).toBe("replaying");
    await pruneJobs(new Date(now + 25 * 3_600_000 + 1_000));
    expect(await statusOf("a")).toBe("open");
  });

  test("whose own job failed opens its letter again instead of leaving another", async () => {
    await makeLetter("a");
    await requestReplay("a", actor);
    const failure = failureSchema.parse({
      function_id: "marquee-replay",
      run_id: "02",
      error: { message: "no such function" },
      event: { name: "dead-letter/replay-requested", data: { letter: "a", replay: 1 } },
    });
    await recordDeadLetter(failure);
    expect(await db().deadLetter.findMany({ select: { runId: true, status: true } })).toEqual([
      { runId: "a", status: "open" },
    ]);
  });
});

test("a replay that is cancelled leaves its letter open", async () => {
  await makeLetter("a");
  await requestReplay("a", actor);
  const event = { name: "dead-letter/replay-requested", data: { letter: "a", replay: 1 } };
  await reopenCancelled({ function_id: "marquee-sweep", run_id: "04", event });
  expect(await statusOf("a")).toBe("replaying");
  await reopenCancelled({ function_id: "marquee-replay", run_id: "04", event });
  expect(await statusOf("a")).toBe("open");
});

describe("a letter that is discarded", () => {
  test("keeps its reason, is written down, and can't be replayed", async () => {
    await makeLetter("a");
    await discardLetter("a", "the film is gone", actor);
    expect(await db().deadLetter.findUnique({ where: { runId: "a" } })).toMatchObject({
      status: "discarded",
      reason: "the film is gone",
    });
    expect((await findAudit({ page: 1, action: "dead-letter.discard" }, 10)).rows).toMatchObject([
      { subject: "a", detail: { function: "sweep", reason: "the film is gone" } },
    ]);
    await expect(requestReplay("a", actor)).rejects.toMatchObject({ code: "conflict" });
    await expect(discardLetter("a", "twice", actor)).rejects.toMatchObject({ code: "conflict" });
    expect(await db().audit.count()).toBe(1);
  });

  test("has a reason, whoever writes it", async () => {
    await makeLetter("a");
    const wordless = db().deadLetter.update({ where: { runId: "a" }, data: { status: "discarded" } });
    await expect(wordless).rejects.toThrow("dead_letter_reason");
  });

  test("is forgotten after 90 days; an open one never", async () => {
    await makeLetter("a");
    await makeLetter("b");
    await discardLetter("a", "the film is gone", actor);
    await pruneJobs(new Date(Date.now() + 91 * 86_400_000));
    expect((await findLetters({ page: 1 }, 10)).rows.map((row) => row.runId)).toEqual(["b"]);
  });
});

test("the list is filtered by function and state, and counts what is open", async () => {
  for (const runId of ["a", "b", "c"]) await makeLetter(runId);
  await makeLetter("d", "publish-full");
  await discardLetter("c", "the film is gone", actor);
  const found = await findLetters({ page: 1, function: "sweep", status: "open" }, 10);
  expect(found.rows.map((row) => row.runId).sort()).toEqual(["a", "b"]);
  expect(found.rows[0]?.error).toEqual({ name: "TypeError", message: "it broke" });
  expect(found.open).toEqual([
    { functionId: "publish-full", count: 1 },
    { functionId: "sweep", count: 2 },
  ]);
  expect((await findLetters({ page: 2 }, 3)).rows).toHaveLength(1);
});

test("a try that broke off between letter and alert leaves the alert to the next", async () => {
  const failure = failureSchema.parse({
    function_id: "marquee-sweep",
    run_id: "05",
    error: { message: "it broke" },
    event: { name: "x" },
  });
  await db().$executeRaw`alter table alert rename to alert_away`;
  await expect(recordDeadLetter(failure)).rejects.toThrow();
  await db().$executeRaw`alter table alert_away rename to alert`;
  await recordDeadLetter(failure);
  await recordDeadLetter(failure);
  expect(await db().alert.findMany({ select: { cause: true, path: true } })).toEqual([
    { cause: "dead-letter:sweep", path: "/admin/dead-letters/05" },
  ]);
  expect(await db().deadLetter.count()).toBe(1);
});

test("what PostgreSQL can't keep of a payload costs no letter", async () => {
  const failure = failureSchema.parse({
    function_id: "marquee-sweep",
    run_id: "03",
    error: { message: "a\0b" },
    event: { name: "x", data: { title: "c\0d", half: "\ud83c" } },
  });
  await recordDeadLetter(failure);
  expect(await db().deadLetter.findUnique({ where: { runId: "03" } })).toMatchObject({
    error: { message: "a\uFFFDb" },
    event: { data: { title: "c\uFFFDd", half: "\uFFFD" } },
  });
});

test("the audit can't be rewritten, and outlives its people", async () => {
  await makeLetter("a");
  await discardLetter("a", "the film is gone", actor);
  await expect(db().audit.updateMany({ data: { subject: "b" } })).rejects.toThrow("never changed");
  await db().user.delete({ where: { id: actor.userId } });
  expect((await findAudit({ page: 1 }, 10)).rows).toMatchObject([{ actorId: null, actorName: actor.name }]);
});
