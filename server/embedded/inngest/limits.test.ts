import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Bench, ownDatabase, until } from "./harness";

let database: Awaited<ReturnType<typeof ownDatabase>>;
let bench: Bench;
beforeAll(async () => {
  database = await ownDatabase();
});
afterEach(() => bench.stop());
afterAll(() => database.drop());

/** A promise and the means to keep it. */
function gate(): { open: () => void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test("a rate limit drops what is beyond it, a throttle puts it off", async () => {
  const seen: string[] = [];
  const at: number[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      {
        id: "rated",
        retries: 0,
        triggers: [{ event: "t/much" }],
        rateLimit: { limit: 2, period: "1m", key: "event.data.k" },
      },
      ({ event }) => {
        seen.push(event.data.k);
      },
    ),
    client.createFunction(
      { id: "throttled", retries: 0, triggers: [{ event: "t/much" }], throttle: { limit: 2, period: "1s" } },
      () => {
        at.push(Date.now());
      },
    ),
  ]);
  await bench.start();
  const sent = Date.now();
  await bench.client.send(["a", "a", "a", "b"].map((k) => ({ name: "t/much", data: { k } })));
  await until(() => at.length === 4);
  expect(seen.sort()).toEqual(["a", "a", "b"]);
  // The third and the fourth belong to the next second.
  expect(at[2] ?? 0).toBeGreaterThanOrEqual(sent + 1_000);
  expect(at[3] ?? 0).toBeGreaterThanOrEqual(sent + 1_000);
});

test("a singleton has one run: the next one is skipped, or takes its place", async () => {
  const log: string[] = [];
  const held = gate();
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      {
        id: "skips",
        retries: 0,
        triggers: [{ event: "t/single" }],
        singleton: { mode: "skip", key: "event.data.k" },
      },
      async ({ step, event }) => {
        await step.run("hold", () => held.opened);
        log.push(`skips ${event.data.k}${event.data.n}`);
      },
    ),
    client.createFunction(
      {
        id: "yields",
        retries: 0,
        triggers: [{ event: "t/single" }],
        singleton: { mode: "cancel", key: "event.data.k" },
      },
      async ({ step, event }) => {
        await step.run("hold", () => held.opened);
        await step.run("say", () => {
          log.push(`yields ${event.data.k}${event.data.n}`);
        });
      },
    ),
    client.createFunction(
      { id: "hears", retries: 0, triggers: [{ event: "inngest/function.cancelled" }] },
      ({ event }) => {
        log.push(`cancelled ${event.data.function_id} ${event.data.event.data.n}`);
      },
    ),
  ]);
  await bench.start();
  for (const n of [1, 2])
    await bench.client.send(["a", "b"].map((k) => ({ name: "t/single", data: { k, n } })));
  await until(() => log.length === 2);
  held.open();
  await until(() => log.length === 6);
  expect(log.sort()).toEqual([
    "cancelled app-yields 1",
    "cancelled app-yields 1",
    "skips a1",
    "skips b1",
    "yields a2",
    "yields b2",
  ]);
});

test("cancelOn ends the runs it means, in a sleep or in mid-call; onFailure isn't told", async () => {
  const log: string[] = [];
  const held = gate();
  const options = {
    retries: 0 as const,
    cancelOn: [{ event: "t/stop", if: "async.data.k == event.data.k" }],
  };
  const onFailure = () => {
    log.push("failed");
  };
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "asleep", ...options, onFailure, triggers: [{ event: "t/go" }] },
      async ({ step, event }) => {
        await step.sleep("nap", "1s");
        log.push(`woke ${event.data.k}`);
      },
    ),
    client.createFunction(
      { id: "busy", ...options, onFailure, triggers: [{ event: "t/go" }] },
      async ({ step, event }) => {
        await step.run("hold", async () => {
          log.push(`holds ${event.data.k}`);
          await held.opened;
        });
        await step.run("after", () => {
          log.push(`after ${event.data.k}`);
        });
      },
    ),
    client.createFunction(
      { id: "hears", retries: 0, triggers: [{ event: "inngest/function.cancelled" }] },
      ({ event }) => {
        log.push(`cancelled ${event.data.function_id} ${event.data.event.data.k}`);
      },
    ),
  ]);
  await bench.start();
  await bench.client.send(["a", "b"].map((k) => ({ name: "t/go", data: { k } })));
  await until(() => log.length === 2);
  await bench.client.send({ name: "t/stop", data: { k: "a" } });
  await until(() => log.length === 4);
  held.open();
  await until(() => log.length === 6);
  expect(log.sort()).toEqual([
    "after b",
    "cancelled app-asleep a",
    "cancelled app-busy a",
    "holds a",
    "holds b",
    "woke b",
  ]);
});

test("a run is cancelled when its time to start or to finish is over", async () => {
  const log: string[] = [];
  const held = gate();
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "late", retries: 0, triggers: [{ event: "t/time" }], timeouts: { finish: "1s" } },
      async ({ step }) => {
        await step.sleep("long", "1h");
      },
    ),
    client.createFunction(
      {
        id: "queued",
        retries: 0,
        triggers: [{ event: "t/time" }],
        timeouts: { start: "1s" },
        concurrency: 1,
      },
      async ({ step, event }) => {
        await step.run("hold", () => held.opened);
        log.push(`ended ${event.data.n}`);
      },
    ),
    client.createFunction(
      { id: "hears", retries: 0, triggers: [{ event: "inngest/function.cancelled" }] },
      ({ event }) => {
        log.push(`cancelled ${event.data.function_id} ${event.data.event.data.n}`);
      },
    ),
  ]);
  await bench.start();
  for (const n of [1, 2]) await bench.client.send({ name: "t/time", data: { n } });
  await until(() => log.length === 3);
  held.open();
  await until(() => log.length === 4);
  expect(log.sort()).toEqual([
    "cancelled app-late 1",
    "cancelled app-late 2",
    "cancelled app-queued 2",
    "ended 1",
  ]);
});
