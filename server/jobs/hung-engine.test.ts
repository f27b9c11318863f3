import http from "node:http";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "../db";
import { Bench, EVENT_KEY, freePort, ownDatabase, SIGNING_KEY, until } from "../embedded/inngest/harness";
import { recordEvent } from "../events";
import { truncateAll } from "../testing/database";

/** The outbox of the site and an engine that takes connections and never answers, until a real one takes its port. */

let engineDatabase: Awaited<ReturnType<typeof ownDatabase>>;
let bench: Bench;
let port: number;
let seen = 0;
beforeAll(async () => {
  await truncateAll();
  engineDatabase = await ownDatabase();
  port = await freePort();
  bench = new Bench(engineDatabase.url, (client) => [
    client.createFunction(
      { id: "takes", retries: 4, triggers: [{ event: "rankings/recompute-requested" }] },
      () => {
        seen += 1;
      },
    ),
  ]);
  await bench.startApp(`http://127.0.0.1:${port}`);
});
afterAll(async () => {
  await bench.stop();
  await engineDatabase.drop();
});

/** Milliseconds that a flush's transaction may take. */
const TRANSACTION = 30_000;

test("an engine that never answers holds the outbox up for less than its transaction's time, and loses nothing", async () => {
  for (const [name, value] of [
    ["INNGEST_BASE_URL", `http://127.0.0.1:${port}`],
    ["INNGEST_EVENT_KEY", EVENT_KEY],
    ["INNGEST_SIGNING_KEY", SIGNING_KEY],
    ["LOG_LEVEL", "silent"],
  ] as const)
    vi.stubEnv(name, value);
  vi.resetModules();
  const { flushOutbox } = await import("./outbox");

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
  const hung = http.createServer((request) => {
    asked += 1;
    request.resume().once("end", () => timeIsOver());
  });
  await new Promise<void>((resolve) => hung.listen(port, "127.0.0.1", resolve));

  await recordEvent(db(), "rankings/recompute-requested", { runId: "run-1" });
  const began = performance.now();
  await flushOutbox();
  const pauses = performance.now() - began;
  expect(asked).toBeGreaterThan(0);
  expect(patience).toHaveLength(asked);
  expect(patience.reduce((sum, each) => sum + each, pauses)).toBeLessThan(TRANSACTION);
  expect(await db().outbox.count({ where: { sentAt: null } })).toBe(1);

  // Nobody flushes any more: the outbox tries again by itself.
  vi.restoreAllMocks();
  hung.closeAllConnections();
  await new Promise((resolve) => hung.close(resolve));
  await bench.startEngine({ port });
  await until(async () => (await db().outbox.count({ where: { sentAt: null } })) === 0);
  await until(() => seen === 1);
});
