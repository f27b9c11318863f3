import { NonRetriableError } from "inngest";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openPool } from "./database";
import { Bench, ownDatabase, until } from "./harness";

let database: Awaited<ReturnType<typeof ownDatabase>>;
let bench: Bench;
beforeAll(async () => {
  database = await ownDatabase();
});
afterEach(() => bench.stop());
afterAll(() => database.drop());

test("three steps run in order, in one call", async () => {
  const log: string[] = [];
  let calls = 0;
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "three", retries: 0, triggers: [{ event: "t/three" }] },
      async ({ step, event }) => {
        calls += 1;
        for (const id of ["a", "b", "c"]) {
          await step.run(id, () => {
            log.push(`${id}${event.data.n}`);
          });
        }
        log.push("end");
      },
    ),
  ]);
  await bench.start();
  await bench.client.send({ name: "t/three", data: { n: 1 } });
  await until(() => log.includes("end"));
  expect(log).toEqual(["a1", "b1", "c1", "end"]);
  expect(calls).toBe(1);
});

test("a step is tried again with its own attempts, and what came before it is not", async () => {
  const log: string[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "retries", retries: 2, triggers: [{ event: "t/retries" }] },
      async ({ step, attempt }) => {
        await step.run("first", () => {
          log.push(`first ${attempt}`);
          if (attempt < 2) throw new Error("not yet");
        });
        await step.run("second", () => {
          log.push(`second ${attempt}`);
          if (attempt < 1) throw new Error("not yet");
        });
        log.push("end");
      },
    ),
  ]);
  await bench.start();
  await bench.client.send({ name: "t/retries" });
  await until(() => log.includes("end"));
  expect(log).toEqual(["first 0", "first 1", "first 2", "second 0", "second 1", "end"]);
});

test("a run that fails for good sends inngest/function.failed and runs onFailure", async () => {
  const seen: unknown[] = [];
  let attempts = 0;
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      {
        id: "fails",
        retries: 4,
        triggers: [{ event: "t/fails" }],
        onFailure: ({ error, event }) => {
          seen.push(["onFailure", error.message, event.data.event.data]);
        },
      },
      () => {
        attempts += 1;
        throw new NonRetriableError("no use");
      },
    ),
    client.createFunction(
      { id: "any", retries: 0, triggers: [{ event: "inngest/function.failed" }] },
      ({ event }) => {
        seen.push(["listener", event.data.function_id, event.id === event.data.run_id]);
      },
    ),
  ]);
  await bench.start();
  await bench.client.send({ name: "t/fails", data: { n: 7 } });
  await until(() => seen.length === 2);
  expect(seen).toContainEqual(["onFailure", "no use", { n: 7 }]);
  expect(seen).toContainEqual(["listener", "app-fails", true]);
  expect(attempts).toBe(1);
});

test("functions that a newer release left, with options of its own, keep neither the engine nor their events", async () => {
  const log: string[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "old", triggers: [{ event: "t/old" }], debounce: { period: "1s" } },
      () => void log.push("old"),
    ),
    client.createFunction({ id: "other", triggers: [{ event: "t/other" }] }, () => void log.push("other")),
  ]);
  const engine = await bench.start();
  await bench.client.send({ name: "t/old" });
  await engine.stop();
  await bench.stopApp();
  const pool = openPool(database.url, 1);
  await pool.query(
    `UPDATE functions SET config = (config::jsonb || '{"sparkle": {"limit": 1}}')::json WHERE id = 'app-old'`,
  );
  await pool.query("UPDATE buckets SET due_at = now()");

  const port = Number(new URL(engine.url).port);
  await bench.startEngine({ port });
  // The app comes after the engine has looked for what was due.
  await until(async () => (await pool.query("SELECT FROM buckets WHERE due_at > now()")).rowCount === 1);
  await bench.startApp(engine.url);
  await bench.inTouch(port);
  await bench.client.send({ name: "t/other" });
  await until(() => log.length === 2);
  expect(log.toSorted()).toEqual(["old", "other"]);
  await pool.end();
});
