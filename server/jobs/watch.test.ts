import http from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "../db";
import { portOf } from "../embedded/inngest/harness";
import { recordEvent } from "../events";
import { logger } from "../observability/logger";
import { truncateAll } from "../testing/database";
import { watchOnce } from "./watch";

/** What an engine of our own says of its queue, and the receiver of what the watch tells. */
let oldestReadyAgeMs = 0;
let told: string[] = [];
const engine = http.createServer((_, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ ready: true, app: "here", queued: 0, running: 0, oldestReadyAgeMs }));
});
const receiver = http.createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  told.push(JSON.parse(Buffer.concat(pieces).toString()).cause);
  response.end();
});

beforeAll(async () => {
  for (const server of [engine, receiver])
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  Object.assign(process.env, {
    MARQUEE_ENGINE: "embedded",
    INNGEST_BASE_URL: `http://127.0.0.1:${portOf(engine)}`,
    MARQUEE_ALERT_WEBHOOK_URL: `http://127.0.0.1:${portOf(receiver)}`,
  });
});

afterAll(() => {
  engine.close();
  receiver.close();
});

beforeEach(async () => {
  logger.level = "silent";
  await truncateAll();
  oldestReadyAgeMs = 0;
  told = [];
});

const MINUTE = 60_000;

async function beatAgo(milliseconds: number): Promise<void> {
  await db().heartbeat.create({ data: { name: "sweep", beatAt: new Date(Date.now() - milliseconds) } });
}

test("nothing is told while all is well, nor before the first heartbeat", async () => {
  await watchOnce();
  await beatAgo(2.9 * MINUTE);
  oldestReadyAgeMs = 59_000;
  await db().$transaction((tx) => recordEvent(tx, "rating/changed", { movieId: 1, userId: 1 }));
  await watchOnce();
  expect(told).toEqual([]);
});

test("a heartbeat older than three minutes is told, by the site itself, once", async () => {
  await beatAgo(3 * MINUTE + 1_000);
  await Promise.all([watchOnce(), watchOnce(), watchOnce()]);
  await watchOnce();
  expect(told).toEqual(["heartbeat"]);
});

test("a call that waits longer than a minute in the engine is told", async () => {
  await beatAgo(0);
  oldestReadyAgeMs = 60_001;
  await watchOnce();
  expect(told).toEqual(["queue"]);
});

test("so is a fact that doesn't leave the outbox, with an engine that doesn't answer either", async () => {
  await beatAgo(0);
  await db().$transaction((tx) => recordEvent(tx, "rating/changed", { movieId: 1, userId: 1 }));
  await db().outbox.updateMany({ data: { createdAt: new Date(Date.now() - 61_000) } });
  await watchOnce();
  expect(told).toEqual(["queue"]);
});
