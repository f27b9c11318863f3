import http from "node:http";
import { serve } from "inngest/node";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "../db";
import { type Engine, startEngine } from "../embedded/inngest/engine";
import { EVENT_KEY, freePort, SIGNING_KEY, until } from "../embedded/inngest/harness";
import { publishFullEdition } from "../ranking/commands";
import { rateMovie } from "../ratings/commands";
import { truncateAll } from "../testing/database";
import { publishedLists } from "../testing/oracle";

/** The site's own functions on the real engine, with a database that refuses the last write of a publish. */

let engine: Engine;
let app: http.Server;
let flushOutbox: () => Promise<void>;

beforeAll(async () => {
  await truncateAll();
  const port = await freePort();
  const appUrl = `http://127.0.0.1:${port}/api/inngest`;
  engine = await startEngine({
    databaseUrl: process.env.DATABASE_URL ?? "",
    port: 0,
    appUrl,
    signingKey: SIGNING_KEY,
    eventKey: EVENT_KEY,
    retryBaseMs: 1,
    log: pino({ level: "silent" }),
  });
  Object.assign(process.env, {
    INNGEST_BASE_URL: engine.url,
    INNGEST_EVENT_KEY: EVENT_KEY,
    INNGEST_SIGNING_KEY: SIGNING_KEY,
    INNGEST_SERVE_ORIGIN: `http://127.0.0.1:${port}`,
    LOG_LEVEL: "silent",
  });
  // After the settings: the client reads them when it is made.
  const { inngest } = await import("./client");
  const { functions } = await import("./registry");
  ({ flushOutbox } = await import("./outbox"));
  app = http.createServer(serve({ client: inngest, functions }));
  await new Promise<void>((resolve) => app.listen(port, "127.0.0.1", resolve));
  await until(async () => (await engine.health()).ready);
});

afterAll(async () => {
  await engine.stop();
  app.closeAllConnections();
  app.close();
});

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
  await flushOutbox();
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
