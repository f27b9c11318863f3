import { afterEach, expect, test } from "vitest";
import { limitedDisk, mountedDisk, type SmallDisk } from "../../testing/small-disk";
import { type PostgresServer, startPostgres } from "../postgres";
import { openPool } from "./database";
import type { Engine } from "./engine";
import { Bench, EVENT_KEY, freePort, until } from "./harness";

const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** Where a disk may be mounted, both ways to have a full one are tried. */
const mounted = mountedDisk();
const disks: [name: string, make: () => SmallDisk][] = [["files can't grow", limitedDisk]];
if (mounted) disks.push(["a disk is full", () => mounted]);

test.each(disks)("when %s, what was acknowledged runs as soon as there is room again", async (_, make) => {
  const disk = make();
  undo.push(disk.remove);
  const port = await freePort();
  const options = { folder: disk.folder, superuserPassword: "of-this-test", password: "of-this-test", port };
  let server: PostgresServer = await startPostgres(options);
  undo.push(() => server.stop());
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });

  const ran = new Set<number>();
  const bench = new Bench(server.url, (client) => [
    client.createFunction(
      { id: "heavy", retries: 4, triggers: [{ event: "t/heavy" }] },
      async ({ step, event }) => {
        await step.run("keep", () => event.data.n);
        ran.add(event.data.n);
      },
    ),
  ]);
  undo.push(() => bench.stop());
  let lost = false;
  const onLost = () => {
    lost = true;
  };
  let engine: Engine = await bench.start({ onLost });
  const enginePort = Number(new URL(engine.url).port);

  const acknowledged: number[] = [];
  let sent = 0;
  /** Half a megabyte that doesn't compress, as one event. */
  const send = async (): Promise<boolean> => {
    const n = sent++;
    const noise = Array.from({ length: 50_000 }, () => Math.random().toString(36).slice(2, 12)).join("");
    const body = JSON.stringify([{ name: "t/heavy", data: { n, noise } }]);
    const answer = await fetch(`${engine.url}/e/${EVENT_KEY}`, { method: "POST", body }).catch(
      () => undefined,
    );
    if (answer?.status === 200) acknowledged.push(n);
    return answer?.status === 200;
  };
  for (let at = 0; at < 5; at++) expect(await send()).toBe(true);
  await until(() => ran.size === 5);

  disk.fill(server);
  await until(async () => !(await send()));
  disk.free(server);

  // What the supervisor does: what has ended is started again, and again where it doesn't start yet.
  const startAgain = async () => {
    if (ended) {
      server = await startPostgres(options);
      ended = false;
    }
    if (lost) {
      await engine.stop();
      engine = await bench.startEngine({ port: enginePort, onLost });
      lost = false;
    }
    return (await engine.health()).ready;
  };
  await until(async () => (await startAgain().catch(() => false)) && (await send()));
  await until(() => acknowledged.every((n) => ran.has(n)));
  const pool = openPool(server.url, 1);
  undo.push(() => pool.end());
  await until(async () => {
    const { rows } = await pool.query("SELECT FROM runs WHERE state <> 'completed'");
    return rows.length === 0;
  });
  expect(acknowledged.length).toBeGreaterThan(5);
});
