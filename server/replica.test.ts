import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cacheClock } from "./cache-clock";
import { db } from "./db";
import { fromReplica } from "./replica";
import { type Pair, startPair } from "./testing/standby";

let pair: Pair;
let onStandby: Client;

beforeAll(async () => {
  pair = await startPair();
  process.env.DATABASE_URL = pair.primary;
  process.env.DATABASE_REPLICA_URL = pair.standby;
  onStandby = new Client({ connectionString: pair.standby });
  onStandby.on("error", () => {});
  await onStandby.connect();
  await db().$executeRaw`create table edition (number int)`;
}, 60_000);

afterAll(async () => {
  await globalThis.marqueeReplica?.client.$disconnect();
  await db().$disconnect();
  await pair.stop();
});

/** The newest edition, and which server told it. */
async function read(): Promise<{ standby: boolean; newest: number }> {
  const [row] = await fromReplica(
    () => db().$queryRaw<{ standby: boolean; newest: number }[]>`
      select pg_is_in_recovery() as standby, coalesce(max(number), 0) as newest from edition`,
  );
  return row ?? { standby: false, newest: -1 };
}

/** Commits an edition, and has this process know, as it does when it follows the changes. */
async function publish(number: number): Promise<void> {
  await db().$executeRaw`insert into edition values (${number})`;
  cacheClock().mark(["list:all-time"]);
}

test("the replica answers once it has what this process knows of; until then the primary does", async () => {
  await publish(1);
  await expect.poll(read).toEqual({ standby: true, newest: 1 });

  await onStandby.query("select pg_wal_replay_pause()");
  await expect
    .poll(async () => (await onStandby.query("select pg_get_wal_replay_pause_state() as state")).rows)
    .toEqual([{ state: "paused" }]);
  await publish(2);
  expect(await read()).toEqual({ standby: false, newest: 2 });
  // What others wrote and nobody told of yet may be missing: it is dropped when it is told.
  expect((await onStandby.query("select max(number) as newest from edition")).rows).toEqual([{ newest: 1 }]);

  await onStandby.query("select pg_wal_replay_resume()");
  await expect.poll(read).toEqual({ standby: true, newest: 2 });
});

test("without its replica the site reads on, from the primary", async () => {
  await publish(5);
  await expect.poll(read).toEqual({ standby: true, newest: 5 });
  await pair.loseStandby();
  expect(await read()).toEqual({ standby: false, newest: 5 });
  await publish(6);
  expect(await read()).toEqual({ standby: false, newest: 6 });
});
