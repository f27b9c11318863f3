import { RetryAfterError } from "inngest";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Bench, ownDatabase, until } from "./harness";

let database: Awaited<ReturnType<typeof ownDatabase>>;
let bench: Bench;
beforeAll(async () => {
  database = await ownDatabase();
});
afterEach(() => bench.stop());
afterAll(() => database.drop());

test("a sleep lasts as long as it says, and what came before it isn't run again", async () => {
  const log: string[] = [];
  const at: number[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "sleeps", retries: 0, triggers: [{ event: "t/sleeps" }] },
      async ({ step }) => {
        await step.run("before", () => {
          log.push("before");
          at.push(Date.now());
        });
        await step.sleep("nap", "1s");
        await step.sleepUntil("past", new Date(0));
        await step.run("after", () => {
          log.push("after");
          at.push(Date.now());
        });
      },
    ),
  ]);
  await bench.start();
  await bench.client.send({ name: "t/sleeps" });
  await until(() => log.includes("after"));
  expect(log).toEqual(["before", "after"]);
  expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(990);
});

test("parallel steps run side by side, each with its own attempts, and are joined once", async () => {
  const log: string[] = [];
  let side = 0;
  let most = 0;
  let result: unknown;
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "parallel", retries: 2, triggers: [{ event: "t/parallel" }] },
      async ({ step, attempt }) => {
        const work = (id: string, failures: number) =>
          step.run(id, async () => {
            side += 1;
            most = Math.max(most, side);
            log.push(`${id} ${attempt}`);
            if (attempt === 0) await until(() => most === 3);
            side -= 1;
            if (attempt < failures) throw new Error("not yet");
            return id;
          });
        const parts = await Promise.all([work("a", 0), work("b", 1), work("c", 0)]);
        const last = await step.run("join", () => parts.join("+"));
        result = last;
      },
    ),
  ]);
  await bench.start();
  await bench.client.send({ name: "t/parallel" });
  await until(() => result !== undefined);
  expect(result).toBe("a+b+c");
  expect(most).toBe(3);
  expect(log.sort()).toEqual(["a 0", "b 0", "b 1", "c 0"]);
});

test("a race goes on with its winner", async () => {
  const log: string[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "race", retries: 0, triggers: [{ event: "t/race" }] },
      async ({ step, group }) => {
        const winner = await group.parallel({ mode: "race" }, () =>
          Promise.race([
            step.run("slow", async () => {
              await gate;
              return "slow";
            }),
            step.run("fast", () => "fast"),
          ]),
        );
        await step.run("after", () => {
          log.push(winner);
          open();
        });
      },
    ),
  ]);
  await bench.start();
  await bench.client.send({ name: "t/race" });
  await until(() => log.length > 0);
  expect(log).toEqual(["fast"]);
});

test("functions invoke, send to and wait for each other", async () => {
  let result: unknown;
  bench = new Bench(database.url, (client) => {
    const callee = client.createFunction(
      { id: "callee", retries: 0, triggers: [{ event: "t/callee" }] },
      ({ event }) => {
        if (event.data.bad) throw new Error("bad callee");
        return { double: event.data.n * 2 };
      },
    );
    const caller = client.createFunction(
      { id: "caller", retries: 0, triggers: [{ event: "t/caller" }] },
      async ({ step }) => {
        const good = await step.invoke("good", { function: callee, data: { n: 21 } });
        const bad = await step
          .invoke("bad", { function: callee, data: { bad: true } })
          .catch((error: Error) => error.message);
        const [, reply] = await Promise.all([
          step.sendEvent("ask", { name: "t/ask", data: { key: "k" } }),
          step.waitForEvent("reply", { event: "t/reply", timeout: "10s", if: "async.data.key == 'k'" }),
        ]);
        const none = await step.waitForEvent("none", { event: "t/none", timeout: "1s" });
        result = { good, bad, reply: reply?.data.n, none };
      },
    );
    const answerer = client.createFunction(
      { id: "answerer", retries: 0, triggers: [{ event: "t/ask" }] },
      async ({ step, event }) => {
        await step.sendEvent("reply", [
          { name: "t/reply", data: { key: "other", n: 1 } },
          { name: "t/reply", data: { key: event.data.key, n: 2 } },
        ]);
      },
    );
    return [callee, caller, answerer];
  });
  await bench.start();
  await bench.client.send({ name: "t/caller" });
  await until(() => result !== undefined);
  expect(result).toEqual({ good: { double: 42 }, bad: "bad callee", reply: 2, none: null });
});

test("RetryAfterError decides when a step is tried again", async () => {
  const at: number[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction({ id: "after", retries: 1, triggers: [{ event: "t/after" }] }, async ({ step }) => {
      await step.run("ask", () => {
        at.push(Date.now());
        if (at.length === 1) throw new RetryAfterError("later", 1_000);
      });
    }),
  ]);
  await bench.start({ retryBaseMs: 60_000 });
  await bench.client.send({ name: "t/after" });
  await until(() => at.length === 2);
  expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(990);
});

test("events are gathered into batches, by size or by time", async () => {
  const batches: number[][] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      {
        id: "batch",
        retries: 0,
        triggers: [{ event: "t/batch" }],
        batchEvents: { maxSize: 3, timeout: "1s", key: "event.data.k" },
      },
      ({ events }) => {
        batches.push(events.map((event: { data: { n: number } }) => event.data.n));
      },
    ),
  ]);
  await bench.start();
  await bench.client.send([1, 2, 3, 4].map((n) => ({ name: "t/batch", data: { n, k: "a" } })));
  await bench.client.send({ name: "t/batch", data: { n: 9, k: "b" } });
  await until(() => batches.length === 3);
  expect(batches[0]).toEqual([1, 2, 3]);
  expect(batches.slice(1).sort()).toEqual([[4], [9]]);
});

test("a debounced function runs once, with the last event", async () => {
  const seen: unknown[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      {
        id: "debounced",
        retries: 0,
        triggers: [{ event: "t/debounce" }],
        debounce: { period: "1s", key: "event.data.k" },
      },
      ({ event }) => {
        seen.push([event.data.k, event.data.n]);
      },
    ),
  ]);
  await bench.start();
  for (const n of [1, 2, 3]) await bench.client.send({ name: "t/debounce", data: { n, k: "a" } });
  await bench.client.send({ name: "t/debounce", data: { n: 9, k: "b" } });
  await until(() => seen.length === 2);
  expect(seen.sort()).toEqual([
    ["a", 3],
    ["b", 9],
  ]);
});

test("a concurrency limit holds for each value of its key, and priority goes first", async () => {
  let side = 0;
  let most = 0;
  const order: number[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      {
        id: "limited",
        retries: 0,
        triggers: [{ event: "t/limited" }],
        concurrency: { limit: 1, key: "event.data.k" },
        priority: { run: "event.data.priority" },
      },
      async ({ step, event }) => {
        await step.run("work", async () => {
          side += 1;
          most = Math.max(most, side);
          await new Promise((resolve) => setImmediate(resolve));
          side -= 1;
          order.push(event.data.n);
        });
      },
    ),
  ]);
  await bench.start();
  await bench.stopApp();
  await bench.client.send(
    Array.from({ length: 40 }, (_, n) => ({
      name: "t/limited",
      data: { n, k: "one", priority: n === 30 ? 300 : 0 },
    })),
  );
  await bench.startApp(bench.engineUrl);
  await until(() => order.length === 40);
  expect(most).toBe(1);
  expect(order[0]).toBe(30);
  expect(order.slice(1)).toEqual(Array.from({ length: 40 }, (_, n) => n).filter((n) => n !== 30));
});

test("an event id, and a function's idempotency key, count once in 24 h", async () => {
  const seen: unknown[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction({ id: "by-id", retries: 0, triggers: [{ event: "t/once" }] }, ({ event }) => {
      seen.push(["id", event.data.n]);
    }),
    client.createFunction(
      { id: "by-key", retries: 0, triggers: [{ event: "t/once" }], idempotency: "event.data.key" },
      ({ event }) => {
        seen.push(["key", event.data.n]);
      },
    ),
    client.createFunction(
      { id: "end", retries: 0, triggers: [{ event: "t/end", if: "event.data.n > 1" }] },
      () => {
        seen.push("end");
      },
    ),
  ]);
  await bench.start();
  await bench.client.send({ name: "t/once", id: "same", data: { n: 1, key: "k" } });
  await bench.client.send([
    { name: "t/once", id: "same", data: { n: 2, key: "k" } },
    { name: "t/once", id: "other", data: { n: 3, key: "k" } },
    { name: "t/end", data: { n: 1 } },
    { name: "t/end", data: { n: 2 } },
  ]);
  await until(() => seen.includes("end") && seen.length >= 4);
  expect(seen.filter((entry) => entry !== "end").sort()).toEqual([
    ["id", 1],
    ["id", 3],
    ["key", 1],
  ]);
  expect(seen.filter((entry) => entry === "end")).toHaveLength(1);
});
