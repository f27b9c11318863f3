import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { databaseUrl, type PostgresServer, startPostgres } from "./postgres";

let folder = "";
const servers: PostgresServer[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "marquee-pg-test-"));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<PostgresServer> {
  const server = await startPostgres({ folder, password: "p'w", superuserPassword: "s@w", durable: false });
  servers.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return rows.flat();
  } finally {
    await client.end();
  }
}

test("it starts, keeps what is written over a restart, and an orphan gives way to the next start", async () => {
  const first = await start();
  await ask(first.url, "CREATE TABLE film AS SELECT 'M' AS title");
  await first.stop();
  expect(await first.ended).toBe("exit code 0");
  const orphan = await start(); // Never stopped, as by a killed supervisor.
  const second = await start();
  expect(await orphan.ended).toBe("exit code 0");
  expect(await ask(second.url, "SELECT title FROM film")).toEqual(["M"]);
  expect(await ask(second.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).toEqual([
    false,
  ]);
  await expect(ask(databaseUrl(second.port, "marquee", "wrong", "marquee"), "SELECT 1")).rejects.toThrow(
    "password",
  );
  expect(await ask(second.url, "SHOW listen_addresses")).toEqual(["127.0.0.1"]);
  expect(statSync(join(folder, "postgres")).mode & 0o777).toBe(0o700);
});

describe("a broken folder is refused in one line and left as it was", () => {
  function broken(write: (cluster: string) => void) {
    const cluster = join(folder, "postgres");
    mkdirSync(cluster);
    write(cluster);
  }

  test("something else in it", async () => {
    broken((cluster) => writeFileSync(join(cluster, "thesis.txt"), "years of work"));
    await expect(start()).rejects.toThrow("holds something, but no database");
    expect(readFileSync(join(folder, "postgres", "thesis.txt"), "utf8")).toBe("years of work");
  });

  test("another version's", async () => {
    broken((cluster) => writeFileSync(join(cluster, "PG_VERSION"), "15\n"));
    await expect(start()).rejects.toThrow("was made by PostgreSQL 15, and this is 18");
  });

  test("a damaged one", async () => {
    await (await start()).stop();
    const control = join(folder, "postgres", "global", "pg_control");
    rmSync(control);
    await expect(start()).rejects.toThrow(/PostgreSQL doesn't start on .*pg_control/);
    expect(existsSync(control)).toBe(false);
    expect(spawnSync("ls", [join(folder, "postgres")]).status).toBe(0);
  });
});
