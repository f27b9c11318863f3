import { once } from "node:events";
import http from "node:http";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Bench, EVENT_KEY, freePort, ownDatabase, SIGNING_KEY, until } from "./harness";
import { canonicalJson, hashSigningKey, sign } from "./signature";

let database: Awaited<ReturnType<typeof ownDatabase>>;
let bench: Bench;
beforeAll(async () => {
  database = await ownDatabase();
});
afterEach(() => bench.stop());
afterAll(() => database.drop());

test("after kill -9 of the engine in mid-step the run ends, and no kept step runs again", async () => {
  const log: string[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "survives", retries: 0, triggers: [{ event: "t/survives" }] },
      async ({ step }) => {
        await step.run("a", () => {
          log.push("a");
        });
        await step.run("b", async () => {
          log.push("b");
          if (log.filter((id) => id === "b").length === 1) await gate;
        });
        await step.run("c", () => {
          log.push("c");
        });
        log.push("end");
      },
    ),
  ]);
  await bench.reserve();
  const port = await freePort();
  const child = await bench.spawnEngine(port);
  await bench.startApp(`http://127.0.0.1:${port}`);
  await bench.inTouch(port);
  await bench.client.send({ name: "t/survives" });
  await until(() => log.includes("b"));
  child.kill("SIGKILL");
  await once(child, "exit");
  const engine = await bench.startEngine({ port });
  await until(() => log.includes("end"));
  // The first call wakes up, finds that the run went on without it, and stops.
  open();
  await until(async () => (await engine.health()).running === 0);
  expect(log).toEqual(["a", "b", "b", "c", "end"]);
});

test("an app that dies in mid-step gets the step again, and it costs no attempt", async () => {
  const log: string[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "dies", retries: 0, triggers: [{ event: "t/dies" }] },
      async ({ step, attempt }) => {
        await step.run("a", () => {
          log.push(`a ${attempt}`);
        });
        await step.run("b", async () => {
          log.push(`b ${attempt}`);
          if (log.length < 4) await new Promise(() => {});
        });
        log.push("end");
      },
    ),
  ]);
  const engine = await bench.start();
  await bench.client.send({ name: "t/dies" });
  for (const begun of [2, 3]) {
    await until(() => log.length === begun);
    await bench.stopApp();
    await until(async () => (await engine.health()).app === "away");
    await bench.startApp(engine.url);
  }
  await until(() => log.includes("end"));
  expect(log).toEqual(["a 0", "b 0", "b 0", "b 0", "end"]);
});

test("a step that kills the app each time fails in the end", async () => {
  let begun = 0;
  const failed: string[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction({ id: "kills", retries: 1, triggers: [{ event: "t/kills" }] }, async ({ step }) => {
      await step.run("kill", async () => {
        begun += 1;
        void bench.stopApp().then(() => bench.startApp(bench.engineUrl));
        await new Promise(() => {});
      });
    }),
    client.createFunction(
      { id: "hears", retries: 9, triggers: [{ event: "inngest/function.failed" }] },
      ({ event }) => {
        failed.push(event.data.error.message);
      },
    ),
  ]);
  await bench.start({ retryBaseMs: 1 });
  await bench.client.send({ name: "t/kills" });
  await until(() => failed.length > 0);
  // Twenty for nothing, and then its two attempts.
  expect(begun).toBe(22);
  expect(failed[0]).toContain("ECONNRESET");
});

test("an app that is away costs no attempts", async () => {
  const log: number[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction({ id: "away", retries: 0, triggers: [{ event: "t/away" }] }, ({ attempt }) => {
      log.push(attempt);
    }),
  ]);
  const engine = await bench.start();
  await bench.stopApp();
  await bench.client.send({ name: "t/away" });
  await until(async () => {
    const { app, queued } = await engine.health();
    return app === "away" && queued === 1;
  });
  // Events are taken all the same, and wait; but no jobs run, and it says so.
  expect((await engine.health()).ready).toBe(false);
  await bench.startApp(engine.url);
  await until(() => log.length > 0);
  expect(log).toEqual([0]);
  await until(async () => (await engine.health()).ready);
});

test("a second engine waits, and takes over when the first one ends", async () => {
  const log: unknown[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction({ id: "handed-over", retries: 0, triggers: [{ event: "t/over" }] }, ({ event }) => {
      log.push(event.data.n);
    }),
  ]);
  const engine = await bench.start();
  const port = await freePort();
  const child = await bench.spawnEngine(port);
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  await engine.stop();
  await bench.stopApp();
  await bench.startApp(`http://127.0.0.1:${port}`);
  await bench.inTouch(port);
  await bench.client.send({ name: "t/over", data: { n: 1 } });
  await until(() => log.length > 0);
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
});

async function put(headers: Record<string, string>, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(bench.appUrl, { method: "PUT", headers }, (response) => {
      let text = "";
      response.on("data", (piece: Buffer) => {
        text += piece.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

test("a registration for a forged Host is refused, and calls stay with the app", async () => {
  const log: string[] = [];
  bench = new Bench(database.url, (client) => [
    client.createFunction({ id: "safe", retries: 0, triggers: [{ event: "t/safe" }] }, () => {
      log.push("ran here");
    }),
  ]);
  await bench.start();
  const body = canonicalJson({ url: bench.appUrl });
  const forged = await put(
    {
      host: "evil.example",
      "content-type": "application/json",
      "x-inngest-signature": sign(body, SIGNING_KEY),
    },
    body,
  );
  expect(forged.status).toBe(403);
  expect(forged.body).toContain("only takes the functions of");
  await bench.client.send({ name: "t/safe" });
  await until(() => log.length > 0);
});

test("requests without the right keys get nowhere", async () => {
  bench = new Bench(database.url, (client) => [
    client.createFunction({ id: "guarded", retries: 0, triggers: [{ event: "t/guarded" }] }, () => {}),
  ]);
  const engine = await bench.start();
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(engine.url + path, { method: "POST", body: JSON.stringify(body), headers });
    return response.status;
  };
  const bearer = { authorization: `Bearer ${hashSigningKey(SIGNING_KEY)}` };
  expect(await post("/e/wrong", [])).toBe(401);
  expect(await post(`/e/${EVENT_KEY}`, [{ data: {} }])).toBe(400);
  expect(await post(`/e/${EVENT_KEY}`, "x".repeat(5_000_000))).toBe(413);
  expect(await post("/fn/register", {})).toBe(401);
  expect(await post("/fn/register", {}, { authorization: `Bearer ${SIGNING_KEY}` })).toBe(401);
  expect(await post("/fn/register", {}, bearer)).toBe(400);
  expect(await post("/v1/checkpoint/x/async", {})).toBe(401);
  const late = { run_id: "x", qi_id: "1", generation_id: 1, steps: [] };
  expect(await post("/v1/checkpoint/x/async", late, bearer)).toBe(409);
  expect(await post("/v1/nothing", {}, bearer)).toBe(404);
  const askFor = async (headers: Record<string, string>) =>
    (await fetch(`${engine.url}/v1/runs/x`, { headers })).status;
  expect(await askFor({})).toBe(401);
  expect(await askFor(bearer)).toBe(404);
});

test("a function with an option the engine doesn't know is refused by name", async () => {
  bench = new Bench(database.url, () => []);
  const engine = await bench.start();
  const fn = {
    id: "app-odd",
    name: "odd",
    triggers: [{ event: "x" }],
    steps: { step: {} },
    sparkle: { limit: 1 },
  };
  const response = await fetch(`${engine.url}/fn/register`, {
    method: "POST",
    headers: { authorization: `Bearer ${hashSigningKey(SIGNING_KEY)}` },
    body: JSON.stringify({ url: bench.appUrl, appName: "app", functions: [fn] }),
  });
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(/app-odd.*sparkle/);
});

test("what a run kept is in the database, in the form the SDK reads", async () => {
  let ended = false;
  bench = new Bench(database.url, (client) => [
    client.createFunction({ id: "kept", retries: 0, triggers: [{ event: "t/kept" }] }, async ({ step }) => {
      const text = await step.run("odd", () => "nul \u0000 and half a pair \ud800");
      await step.sleep("turn", "1s");
      ended = text === "nul \u0000 and half a pair \ud800";
      return text;
    }),
  ]);
  const engine = await bench.start();
  await bench.client.send({ name: "t/kept" });
  await until(() => ended);
  await until(async () => (await engine.health()).running === 0);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ id: string; state: string }>(
    "SELECT id, state FROM inngest_engine.runs WHERE function_id = 'app-kept'",
  );
  await client.end();
  expect(rows).toEqual([{ id: expect.any(String), state: "completed" }]);
  // And for whoever asks after the run, as Inngest's API has it.
  const headers = { authorization: `Bearer ${hashSigningKey(SIGNING_KEY)}` };
  const answer: unknown = await (await fetch(`${engine.url}/v1/runs/${rows[0]?.id}`, { headers })).json();
  expect(answer).toMatchObject({
    data: {
      run_id: rows[0]?.id,
      function_id: "app-kept",
      status: "Completed",
      output: "nul \u0000 and half a pair \ud800",
      ended_at: expect.any(String),
    },
  });
});
