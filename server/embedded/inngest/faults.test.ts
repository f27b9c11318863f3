import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { slowProxy } from "../../testing/slow-proxy";
import type { Engine } from "./engine";
import { Bench, EVENT_KEY, freePort, ownDatabase, until } from "./harness";

let database: Awaited<ReturnType<typeof ownDatabase>>;
let bench: Bench;
let log: string[] = [];
beforeAll(async () => {
  database = await ownDatabase();
});
beforeEach(() => {
  log = [];
});
afterEach(() => bench.stop());
afterAll(() => database.drop());

/** What one event's run said: what a killed engine left is taken up by the next one, in a later test. */
const linesOf = (n: number) => log.filter((line) => line.endsWith(` ${n}`));

/** An app with one function of two steps, which says what it does in `log`. */
function twoSteps(databaseUrl = database.url): Bench {
  return new Bench(databaseUrl, (client) => [
    client.createFunction(
      { id: "two", retries: 4, triggers: [{ event: "t/two" }] },
      async ({ step, event }) => {
        const { n } = event.data;
        await step.run("a", () => log.push(`a ${n}`));
        if (event.data.nap) await step.sleep("nap", event.data.nap);
        await step.run("b", () => log.push(`b ${n}`));
        log.push(`end ${n}`);
      },
    ),
  ]);
}

test("an event that comes twice, in whatever order, runs once", async () => {
  bench = twoSteps();
  const engine = await bench.start();
  const events = Array.from({ length: 20 }, (_, n) => ({ id: `twice-${n}`, name: "t/two", data: { n } }));
  const deliver = async (some: unknown[]) => {
    const body = JSON.stringify(some);
    expect((await fetch(`${engine.url}/e/${EVENT_KEY}`, { method: "POST", body })).status).toBe(200);
  };
  // At the same time, forwards and backwards, in halves, and within one request.
  await Promise.all([
    deliver(events),
    deliver(events.toReversed()),
    deliver(events.slice(10)),
    deliver([...events, ...events]),
  ]);
  await deliver(events);
  await until(() => log.filter((line) => line.startsWith("end")).length === 20);
  await until(async () => {
    const { queued, running } = await engine.health();
    return queued + running === 0;
  });
  expect(log.length).toBe(60);
  expect(new Set(log).size).toBe(60);
});

test("of two engines started at once one works, the other says that it waits and takes over", async () => {
  bench = twoSteps();
  await bench.reserve();
  const ports = [await freePort(), await freePort()];
  const children = await Promise.all(ports.map((port) => bench.spawnEngine(port)));
  const answers = await Promise.all(
    ports.map((port) =>
      fetch(`http://127.0.0.1:${port}/health`).then(
        () => true,
        () => false,
      ),
    ),
  );
  expect(answers.toSorted()).toEqual([false, true]);
  const [first, second] = answers[0] ? [0, 1] : [1, 0];
  children[first]?.kill("SIGKILL");
  await bench.startApp(`http://127.0.0.1:${ports[second]}`);
  await bench.inTouch(ports[second] ?? 0);
  await bench.client.send({ name: "t/two", data: { n: 100 } });
  await until(() => log.includes("end 100"));
});

/** Has every clock of this process go by `skew` ms beside the real one. */
function skewClock(): { skew: number } {
  const real = Date;
  const clock = { skew: 0 };
  class Skewed extends real {
    constructor(...given: [] | [number | string | Date]) {
      if (given.length === 0) super(real.now() + clock.skew);
      else super(given[0]);
    }
    static override now() {
      return real.now() + clock.skew;
    }
  }
  vi.stubGlobal("Date", Skewed);
  return clock;
}
afterEach(() => vi.unstubAllGlobals());

const HOUR = 3_600_000;

test("a clock that jumps an hour ahead ends the sleeps that are over by it, once", async () => {
  const clock = skewClock();
  bench = twoSteps();
  const engine = await bench.start({ syncMs: 20 });
  await bench.client.send({ name: "t/two", data: { n: 200, nap: "50m" } });
  await until(async () => log.includes("a 200") && (await engine.health()).running === 0);
  clock.skew = HOUR;
  await until(() => log.includes("end 200"));
  expect(linesOf(200)).toEqual(["a 200", "b 200", "end 200"]);
});

test("a clock that jumps an hour back delays nothing by an hour", async () => {
  const clock = skewClock();
  bench = twoSteps();
  const engine = await bench.start({ syncMs: 20 });
  await bench.stopApp();
  await bench.client.send({ name: "t/two", data: { n: 300 } });
  await until(async () => (await engine.health()).app === "away");
  clock.skew = -HOUR;
  await bench.startApp(engine.url);
  await until(() => log.includes("end 300"));
  await bench.client.send({ name: "t/two", data: { n: 301 } });
  await until(() => log.includes("end 301"));
  expect(linesOf(300)).toEqual(["a 300", "b 300", "end 300"]);
});

test("a database that takes five seconds for each answer delays runs and does no step twice", async () => {
  const { hostname, port } = new URL(database.url);
  const proxy = await slowProxy({ host: hostname, port: Number(port) });
  const slow = new URL(database.url);
  slow.port = String(proxy.port);
  let engine: Engine | undefined;
  try {
    const lost: Error[] = [];
    bench = twoSteps(slow.href);
    engine = await bench.start({ onLost: (error) => lost.push(error) });
    await bench.client.send({ name: "t/two", data: { n: 400 } });
    await until(() => log.includes("end 400"));
    proxy.delay = 5_000;
    const sent = bench.client.send({ name: "t/two", data: { n: 401 } });
    await until(() => proxy.held >= 3);
    proxy.delay = 0;
    await sent;
    await until(() => log.includes("end 401"));
    expect([...linesOf(400), ...linesOf(401)]).toEqual([
      "a 400",
      "b 400",
      "end 400",
      "a 401",
      "b 401",
      "end 401",
    ]);
    expect(lost).toEqual([]);
  } finally {
    await engine?.stop();
    await proxy.stop();
  }
});
