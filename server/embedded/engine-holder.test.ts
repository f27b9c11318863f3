import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { besideThis } from "./child";
import { refuseSecondEngine } from "./engine-holder";
import { freePort } from "./free-port";
import { takeLock } from "./inngest/database";
import { ownDatabase } from "./inngest/harness";

let database: Awaited<ReturnType<typeof ownDatabase>>;
let lock: Client;
beforeAll(async () => {
  database = await ownDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  lock = await takeLock(database.url, new AbortController().signal, () => {});
});
afterEach(() => lock.end());

const who = `process ${process.pid} on ${hostname()}, since `;

test("who has the engine's lock is said by process, machine and time", async () => {
  await expect(refuseSecondEngine(database.url, 0)).rejects.toThrow(
    `Another Marquee's job engine works on this database already (${who}`,
  );
});

test("one that ends meanwhile, another lock, and another database's engine are in nobody's way", async () => {
  const looking = refuseSecondEngine(database.url, 60_000);
  await lock.end();
  await looking;
  lock = new Client({ connectionString: database.url });
  await lock.connect();
  await lock.query("SELECT pg_advisory_lock(1836216677, 7)");
  await refuseSecondEngine(database.url, 0);
  const other = await takeLock(process.env.DATABASE_URL ?? "", new AbortController().signal, () => {});
  await refuseSecondEngine(database.url, 0);
  await other.end();
});

test("npm start on a database at work elsewhere says so in one line, and changes nothing in it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "marquee-second-"));
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    MARQUEE_DATA_DIR: folder,
    PORT: String(await freePort()),
    INNGEST_DEV: "",
    INNGEST_BASE_URL: "",
    INNGEST_SIGNING_KEY: "",
  };
  const { status, stderr } = spawnSync(process.execPath, [besideThis("./launch.mjs"), "start"], {
    env,
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true, force: true });
  expect(stderr.trim().split("\n")).toEqual([expect.stringContaining(`already (${who}`)]);
  expect(status).toBe(1);
  const { rows } = await lock.query("SELECT to_regclass('_prisma_migrations') AS migrations");
  expect(rows).toEqual([{ migrations: null }]);
});
