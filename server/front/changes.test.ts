import { afterEach, beforeEach, expect, test } from "vitest";
import { markStale } from "../cache";
import { CacheClock } from "../cache-clock";
import { db } from "../db";
import { truncateAll } from "../testing/database";
import { startTcpProxy } from "../testing/tcp-proxy";
import { Changes } from "./changes";

const running: Changes[] = [];
beforeEach(truncateAll);
afterEach(async () => {
  await Promise.all(running.splice(0).map((changes) => changes.stop()));
});

/** What a process has: a clock, and whatever tells it. */
async function follower(url = process.env.DATABASE_URL ?? "") {
  const clock = new CacheClock();
  const changes = new Changes(url, clock);
  running.push(changes);
  await changes.start();
  return { clock, changes };
}

async function publish(...tags: string[]): Promise<void> {
  await db().$transaction((tx) => markStale(tx, tags));
}

test("every process hears of a publish, also one that came late", async () => {
  const processes = [await follower(), await follower(), await follower()];
  const since = processes.map(({ clock }) => clock.now());
  await publish("list:early");
  processes.push(await follower());
  const late = processes.at(-1)?.clock.now() ?? 0;
  await publish("list:late");
  for (const [at, { clock }] of processes.entries())
    await expect.poll(() => clock.changed(["list:late"], since[at] ?? late)).toBe(true);
  for (const [at, { clock }] of processes.slice(0, 3).entries())
    expect(clock.changed(["list:early"], since[at] ?? 0)).toBe(true);
  expect(processes.at(-1)?.clock.changed(["list:early"], late)).toBe(false);
  expect(processes[0]?.clock.changed(["list:other"], since[0] ?? 0)).toBe(false);
});

test("what wasn't committed isn't told, and what is looked for is known at once", async () => {
  const { clock, changes } = await follower();
  const since = clock.now();
  await expect(
    db().$transaction(async (tx) => {
      await markStale(tx, ["list:undone"]);
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  await publish("list:done");
  await changes.look();
  expect(clock.changed(["list:done"], since)).toBe(true);
  expect(clock.changed(["list:undone"], since)).toBe(false);
});

test("a publish that nobody was notified of is found by its version within two seconds", async () => {
  const { clock } = await follower();
  const since = clock.now();
  await db().$transaction([
    db().cacheVersion.create({ data: { id: 1, version: 1 } }),
    db().cacheChange.create({ data: { version: 1, tags: ["list:silent"] } }),
  ]);
  await expect.poll(() => clock.changed(["list:silent"], since), { timeout: 2_000 }).toBe(true);
});

test("cut off from the database, a process knows within two seconds of the mending what it missed", async () => {
  const address = new URL(process.env.DATABASE_URL ?? "");
  const proxy = await startTcpProxy(Number(address.port || 5432), address.hostname);
  address.port = String(proxy.port);
  address.hostname = "127.0.0.1";
  const { clock } = await follower(address.href);
  const since = clock.now();
  proxy.cut();
  await publish("list:missed");
  // It gives its connection up, and tries others.
  await expect.poll(() => proxy.triedInVain(), { timeout: 10_000 }).toBeGreaterThan(1);
  expect(clock.changed(["list:missed"], since)).toBe(false);
  proxy.mend();
  await expect.poll(() => clock.changed(["list:missed"], since), { timeout: 2_000 }).toBe(true);
  await Promise.all(running.splice(0).map((changes) => changes.stop()));
  await proxy.close();
});

test("where changes were removed meanwhile, or the database is another one, everything counts as changed", async () => {
  const { clock, changes } = await follower();
  await publish("list:a");
  await publish("list:b");
  await changes.look();
  let since = clock.now();
  await db().cacheVersion.updateMany({ data: { version: { increment: 5 } } });
  await publish("list:c");
  await changes.look();
  expect(clock.changed(["list:never-named"], since)).toBe(true);
  since = clock.now();
  await truncateAll();
  await changes.look();
  expect(clock.changed(["list:never-named"], since)).toBe(true);
});
