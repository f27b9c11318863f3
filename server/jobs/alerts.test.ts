import http from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "../db";
import { portOf, until } from "../embedded/inngest/harness";
import { recordEvent } from "../events";
import { logger } from "../observability/logger";
import { truncateAll } from "../testing/database";
import { type JobWorld, startJobs } from "../testing/job-world";

/** From a job that fails for good to the operators' receivers, by the real engine. */

let jobs: JobWorld;
const told: { path: string; body: string }[] = [];

/** The webhook refuses the first try; Slack takes what comes. */
const receiver = http.createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  const path = request.url ?? "";
  told.push({ path, body: Buffer.concat(pieces).toString() });
  const first = told.filter((each) => each.path === path).length === 1;
  response.writeHead(path === "/hook" && first ? 503 : 200).end();
});

beforeAll(async () => {
  logger.level = "silent";
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  Object.assign(process.env, {
    NEXTAUTH_URL: "https://films.example.org",
    MARQUEE_ALERT_WEBHOOK_URL: `http://127.0.0.1:${portOf(receiver)}/hook`,
    MARQUEE_ALERT_SLACK_URL: `http://127.0.0.1:${portOf(receiver)}/slack`,
  });
  // After the settings: they are read once, at the first use.
  await truncateAll();
  jobs = await startJobs();
});

afterAll(async () => {
  await jobs.stop();
  receiver.closeAllConnections();
  receiver.close();
});

async function poison(runId: string): Promise<void> {
  await db().$transaction((tx) =>
    recordEvent(tx, "rankings/recompute-requested", { runId, list: `lost-${runId}` }),
  );
}

test("a dead letter is told once by each channel; what one refuses is tried again, and holds up no other", async () => {
  for (const runId of ["a", "b", "c"]) await poison(runId);
  await jobs.flushOutbox();
  await until(async () => (await db().deadLetter.count()) === 3);
  await until(async () => (await db().alertDelivery.count({ where: { sentAt: { not: null } } })) === 2);
  await jobs.idle();

  // The refused try, the one that was taken, and Slack's: of three letters of one job.
  expect(told.map(({ path }) => path).sort()).toEqual(["/hook", "/hook", "/slack"]);
  const hooks = told.filter(({ path }) => path === "/hook").map(({ body }) => JSON.parse(body));
  expect(hooks[0]).toEqual(hooks[1]);
  const letters = await db().deadLetter.findMany({ select: { runId: true } });
  expect(letters.map(({ runId }) => `https://films.example.org/admin/dead-letters/${runId}`)).toContain(
    hooks[0].url,
  );
  expect(hooks[0]).toMatchObject({ cause: "dead-letter:publish-full" });
});

test("a full edition that had something to repair is told, one that hadn't isn't", async () => {
  const list = await db().list.create({
    data: { slug: "all-time", title: "All time", kind: "all", minimumWeight: 1 },
  });
  const { id: movieId } = await db().movie.create({
    data: { slug: "m-2000", title: "M", titleKey: "m", year: 2000, sourceVotes: 9, sourceMeanMilli: 8_000 },
  });
  await db().dirtyMovie.create({ data: { movieId } });
  const recompute = async (runId: string) => {
    await db().$transaction((tx) => recordEvent(tx, "rankings/recompute-requested", { runId }));
    await jobs.flushOutbox();
    await until(async () => (await db().jobRun.count({ where: { id: runId, status: "succeeded" } })) === 1);
  };
  const alerts = () => db().alert.findMany({ where: { cause: "full-edition" } });
  await recompute("first");
  await recompute("second");
  expect(await alerts()).toEqual([]);
  await db().listEntry.updateMany({ where: { listId: list.id }, data: { scoreKey: -1 } });
  await recompute("third");
  expect(await alerts()).toMatchObject([
    { text: expect.stringContaining("than their votes give: 1."), path: "/admin/runs/third" },
  ]);
  await jobs.idle();
});
