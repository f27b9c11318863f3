import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPool } from "./database";
import { Bench, freePort, ownDatabase, until } from "./harness";

let database: Awaited<ReturnType<typeof ownDatabase>>;
beforeAll(async () => {
  database = await ownDatabase();
});
afterAll(() => database.drop());

test("runs outlive engines that are killed and apps that die, and no kept step runs again", async () => {
  const pool = openPool(database.url, 4);
  const ran: string[] = [];
  const again: string[] = [];
  const done = new Set<number>();
  /** A step that tells when the engine has kept it already. */
  const body = (runId: string, name: string) => async () => {
    ran.push(name);
    const { rowCount } = await pool.query("SELECT FROM steps WHERE run_id = $1 AND value::text = $2", [
      runId,
      JSON.stringify({ data: name }),
    ]);
    if (rowCount) again.push(`${runId} ${name}`);
    return name;
  };
  const bench = new Bench(database.url, (client) => {
    const child = client.createFunction(
      { id: "child", retries: 9, triggers: [{ event: "t/child" }] },
      ({ step, runId }) => step.run("c", body(runId, "c")),
    );
    const work = client.createFunction(
      {
        id: "work",
        retries: 9,
        triggers: [{ event: "t/work" }],
        concurrency: { limit: 2, key: "event.data.k" },
      },
      async ({ step, runId, event }) => {
        await step.run("a", body(runId, "a"));
        await Promise.all(["p", "q"].map((name) => step.run(name, body(runId, name))));
        await step.sleep("nap", "1s");
        await step.invoke("child", { function: child, data: {} });
        await step.run("z", body(runId, "z"));
        done.add(event.data.n);
      },
    );
    return [work, child];
  });
  await bench.reserve();
  const port = await freePort();
  let engine = await bench.spawnEngine(port);
  await bench.startApp(`http://127.0.0.1:${port}`);
  await bench.inTouch(port);
  await bench.client.send(Array.from({ length: 12 }, (_, n) => ({ name: "t/work", data: { n, k: n % 3 } })));

  for (const steps of [3, 12, 30]) {
    await until(() => ran.length >= steps || done.size === 12);
    engine.kill("SIGKILL");
    await once(engine, "exit");
    await bench.stopApp();
    engine = await bench.spawnEngine(port);
    await bench.startApp(`http://127.0.0.1:${port}`);
  }
  await until(() => done.size === 12);
  await until(async () => {
    const { rows } = await pool.query<{ state: string }>("SELECT DISTINCT state FROM runs");
    return rows.length === 1 && rows[0]?.state === "completed";
  });
  expect(again).toEqual([]);
  await bench.stop();
  await pool.end();
});
