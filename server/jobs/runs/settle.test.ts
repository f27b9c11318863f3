import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "../../db";
import { App } from "../../embedded/inngest/call";
import { SIGNING_KEY, until } from "../../embedded/inngest/harness";
import { recordEvent } from "../../events";
import { logger } from "../../observability/logger";
import { truncateAll } from "../../testing/database";
import { type JobWorld, startJobs } from "../../testing/job-world";

/** The site's own functions on the real engine, with a database that refuses to note how their runs begin or end. */

let jobs: JobWorld;
let settleLostEnds: typeof import("./settle").settleLostEnds;

beforeAll(async () => {
  logger.level = "silent";
  await truncateAll();
  jobs = await startJobs();
  // After that: it asks the engine that the client was made for.
  ({ settleLostEnds } = await import("./settle"));
});

beforeEach(async () => {
  await jobs.idle();
  await truncateAll();
});

afterAll(() => jobs.stop());

/** Three minutes from now: rows have been quiet for long. */
const later = () => new Date(Date.now() + 180_000);

async function request(name: "maintenance/sweep-requested" | "rankings/recompute-requested", list?: string) {
  const runId = randomUUID();
  const data = { runId, correlationId: "request-1", ...(list === undefined ? {} : { list }) };
  await db().$transaction((tx) => recordEvent(tx, name, data));
  await jobs.flushOutbox();
  return runId;
}

/** How the engine says that a run ended. */
async function endOf(runId: string): Promise<string> {
  return await until(async () => {
    const [run] = await db().$queryRaw<{ state: string }[]>`
      select state from inngest_engine.runs where events -> 0 -> 'data' ->> 'runId' = ${runId} and state <> 'running'
        and function_id ~ '(sweep|publish-full)$'`;
    return run?.state;
  });
}

/** Does `work` while rows may not have that status. */
async function refusing(status: string, work: () => Promise<string>): Promise<string> {
  await db().$executeRawUnsafe(
    `alter table job_run add constraint refused check (status <> '${status}') not valid`,
  );
  try {
    return await work();
  } finally {
    await db().$executeRaw`alter table job_run drop constraint refused`;
  }
}

test("a run whose end couldn't be written ends as the engine says", async () => {
  const runId = await refusing("succeeded", async () => {
    const id = await request("maintenance/sweep-requested");
    expect(await endOf(id)).toBe("completed");
    return id;
  });
  expect(await db().jobRun.findUnique({ where: { id: runId } })).toMatchObject({ status: "running" });
  expect(await settleLostEnds(new Date())).toBe(0); // Its row was written to just now.
  expect(await settleLostEnds(later())).toBe(1);
  expect(await db().jobRun.findUnique({ where: { id: runId } })).toMatchObject({
    status: "succeeded",
    finishedAt: expect.any(Date),
    output: expect.objectContaining({ settled: 0 }),
  });
});

test("a run that failed unnoticed ends with the engine's cause", async () => {
  const runId = await request("rankings/recompute-requested", "no-such-list");
  expect(await endOf(runId)).toBe("failed");
  // Its dead letter ends the row as well: once that is there, the row is put back to what it was before.
  await until(async () => (await db().deadLetter.count()) === 1);
  await jobs.idle();
  await db().$executeRaw`update job_run set status = 'running', error = null where id = ${runId}`;
  expect(await settleLostEnds(later())).toBe(1);
  expect(await db().jobRun.findUnique({ where: { id: runId } })).toMatchObject({
    status: "failed",
    error: expect.stringContaining("no-such-list"),
  });
});

test("a run whose beginning couldn't be written has a row all the same", async () => {
  // A sequence counts on though its transaction is undone: the first row is refused, the second one isn't.
  await db().$executeRaw`create sequence refusals`;
  await db().$executeRaw`create function refuse_once() returns trigger language plpgsql as $$
    begin if nextval('refusals') = 1 then raise 'refused'; end if; return new; end $$`;
  await db().$executeRaw`
    create trigger refuse_once before insert on job_run for each row execute function refuse_once()`;
  const runId = await request("maintenance/sweep-requested");
  expect(await endOf(runId)).toBe("completed");
  expect(await db().jobRun.findUnique({ where: { id: runId } })).toMatchObject({
    status: "succeeded",
    functionId: "sweep",
    steps: [expect.objectContaining({ id: "sweep" })],
  });
  await db().$executeRaw`drop trigger refuse_once on job_run`;
});

test("a run that the engine still works on is left alone; one that it doesn't know is given up after a day", async () => {
  const engineRunId = "01JDGE0000000000000000LOST";
  await db().jobRun.create({ data: { id: "lost", functionId: "sweep", status: "running", engineRunId } });
  expect(await settleLostEnds(later())).toBe(0);
  expect(await settleLostEnds(new Date(Date.now() + 90_000_000))).toBe(1);
  expect(await db().jobRun.findUnique({ where: { id: "lost" } })).toMatchObject({ status: "failed" });
});

test("a call that comes when its run has ended doesn't begin it again", async () => {
  const runId = await request("maintenance/sweep-requested");
  expect(await endOf(runId)).toBe("completed");
  const row = await db().jobRun.findUniqueOrThrow({ where: { id: runId } });
  const late = await new App(`${process.env.INNGEST_SERVE_ORIGIN}/api/inngest`, SIGNING_KEY, 10_000).call({
    jobId: "0",
    runId: row.engineRunId ?? "",
    functionId: "marquee-sweep",
    stepId: "step",
    attempt: 0,
    maxAttempts: 3,
    generation: 1,
    events: [{ id: row.eventId ?? "", name: "maintenance/sweep-requested", data: { runId }, ts: Date.now() }],
    steps: [],
    immediate: true,
  });
  expect(late.kind).not.toBe("away");
  expect(await db().jobRun.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({
    status: "succeeded",
    startedAt: row.startedAt,
  });
});
