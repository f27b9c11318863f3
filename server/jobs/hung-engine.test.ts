import http from "node:http";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "../db";
import { until } from "../embedded/inngest/harness";
import { recordEvent } from "../events";
import { markMembers } from "../recommendations/commands";
import { type AbsentEngine, absentEngine } from "../testing/absent-engine";
import { makePerson } from "../testing/factories";

/** The outbox of the site and an engine that takes connections and never answers, until a real one takes its port. */

let world: AbsentEngine;
beforeAll(async () => {
  world = await absentEngine();
});
afterAll(() => world.stop());

/** Milliseconds that a flush's transaction may take. */
const TRANSACTION = 30_000;

test("an engine that never answers holds the outbox up for less than its transaction's time, no member's list, and loses nothing", async () => {
  const { flushOutbox, port } = world;
  // Time is over as soon as the engine has the request: how long that would have been is noted instead.
  const patience: number[] = [];
  let timeIsOver = () => {};
  vi.spyOn(AbortSignal, "timeout").mockImplementation((milliseconds) => {
    patience.push(milliseconds);
    const over = new AbortController();
    timeIsOver = () => over.abort(new DOMException("The time is over.", "TimeoutError"));
    return over.signal;
  });
  let asked = 0;
  const lists: unknown[] = [];
  const hung = http.createServer((request) => {
    asked += 1;
    request.resume().once("end", async () => {
      lists.push(await db().$queryRaw`select user_id as "userId" from user_rec for update skip locked`);
      timeIsOver();
    });
  });
  await new Promise<void>((resolve) => hung.listen(port, "127.0.0.1", resolve));

  const { id: userId } = await makePerson("member");
  await db().$transaction((tx) => markMembers(tx, [userId]));
  await recordEvent(db(), "rankings/recompute-requested", { runId: "run-1" });
  await recordEvent(db(), "recommendations/member-changed", { userId });
  const began = performance.now();
  await flushOutbox();
  const pauses = performance.now() - began;
  expect(asked).toBeGreaterThan(0);
  expect(lists).toEqual(patience.map(() => [{ userId }]));
  expect(patience).toHaveLength(asked);
  expect(patience.reduce((sum, each) => sum + each, pauses)).toBeLessThan(TRANSACTION);
  expect(await db().outbox.count({ where: { sentAt: null } })).toBe(2);

  // Nobody flushes any more: the outbox tries again by itself.
  vi.restoreAllMocks();
  hung.closeAllConnections();
  await new Promise((resolve) => hung.close(resolve));
  await world.bench.startEngine({ port });
  await until(async () => (await db().outbox.count({ where: { sentAt: null } })) === 0);
  await until(() => world.seen() === 1);
});
