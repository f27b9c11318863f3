import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { besideThis } from "./child";
import { withDatabase, withStandingDatabase } from "./database";
import { ensureSecrets } from "./installation";

let parent = "";
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "marquee-database-"));
  chmodSync(parent, 0o711); // The database's user passes through it.
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** Runs an npm script as its own process, with a data folder and no other settings of the database. */
function script(folder: string, ...args: string[]) {
  const env = { ...process.env, DATABASE_URL: "", MARQUEE_DATA_DIR: folder };
  return spawnSync(process.execPath, [besideThis("./launch.mjs"), ...args], { env, encoding: "utf8" });
}

async function role(url: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query("SELECT current_user AS role")).rows[0].role;
  } finally {
    await client.end();
  }
}

test.each([
  ["token", "--email", "bot@example.org", "--role", "editor", "--scopes", "movies:write"],
  ["import", "--format", "wikipedia", "films.json"],
])("npm run %s without an installation says so in one line, and makes none", (...args) => {
  const folder = join(parent, "nowhere");
  const { status, stdout, stderr } = script(folder, ...args);
  expect(stderr.trim().split("\n")).toEqual([
    `marquee: There is no installation with a database in ${folder}; start it first (npm start), or name the one you mean by its MARQUEE_DATA_DIR or DATABASE_URL.`,
  ]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(readdirSync(parent)).toEqual([]);
});

test("a folder whose site has a database elsewhere gets none of its own", async () => {
  vi.stubEnv("DATABASE_URL", "");
  vi.stubEnv("MARQUEE_DATA_DIR", parent);
  ensureSecrets(parent);
  await expect(withStandingDatabase(role)).rejects.toThrow("no installation with a database");
  expect(readdirSync(parent)).toEqual(["secrets.json"]);
});

test("an installation that stands still is used, and a DATABASE_URL of one's own needs none", async () => {
  vi.stubEnv("DATABASE_URL", process.env.DATABASE_URL);
  vi.stubEnv("MARQUEE_DATA_DIR", join(parent, "data"));
  await withStandingDatabase(role);
  expect(existsSync(join(parent, "data"))).toBe(false);
  vi.stubEnv("DATABASE_URL", "");
  await withDatabase(role); // As the first start does it.
  expect(await withStandingDatabase(role)).toBe("marquee");
});
