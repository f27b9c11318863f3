import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Client } from "pg";
import { freePort } from "../../server/embedded/free-port";
import { migrate } from "../../server/embedded/migrate";
import { site } from "../site";

const root = join(import.meta.dirname, "../..");
const name = "marquee_failed_start";

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** A migrated database with so much in it that a start doesn't fill it. */
async function makeDatabase(): Promise<string> {
  await run(site().databaseUrl, `create database ${name}`);
  const url = new URL(site().databaseUrl);
  url.pathname = `/${name}`;
  await migrate(url.href);
  await run(
    url.href,
    `insert into app_user (email, handle, name, role) values ('a@example.org', 'a', 'A', 'admin');
     insert into movie (slug, title, title_key, year) values ('m-2000', 'M', 'm', 2000)`,
  );
  return url.href;
}

test("npm start whose job engine can't start says why and ends, and nothing of it goes on", async () => {
  const folder = mkdtempSync(join(tmpdir(), "marquee-failed-start-"));
  const port = await freePort();
  const child = spawn(process.execPath, ["server/embedded/launch.mjs", "start"], {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: await makeDatabase(),
      MARQUEE_DATA_DIR: folder,
      MARQUEE_BUILD_DIR: ".next-e2e",
      PORT: String(port),
      INNGEST_BASE_URL: "",
      INNGEST_SIGNING_KEY: "",
      INNGEST_DEV: "",
      MARQUEE_RETRY_BASE_MS: "soon", // Only the engine reads it.
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  try {
    const [code] = await once(child, "exit", { signal: AbortSignal.timeout(45_000) });
    expect(said).toContain("marquee: The job engine ended at once (exit code 78).");
    expect(code).toBe(1);
    await expect(fetch(`http://127.0.0.1:${port}/api/health/live`)).rejects.toThrow();
  } finally {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
    await run(site().databaseUrl, `drop database ${name} with (force)`);
  }
});
