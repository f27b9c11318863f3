import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { runTask } from "./child";
import { ensureAdminPassword, readAdminPassword, writeSecret } from "./installation";
import type { LogFile } from "./log-file";
import { seedReport } from "./seed-report";

const stampOf = (folder: string) => join(folder, "seeded");

async function ask(databaseUrl: string, question: string): Promise<boolean> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: boolean }>(`SELECT EXISTS (${question}) AS answer`);
    return rows[0]?.answer === true;
  } finally {
    await client.end();
  }
}

interface SeedOptions {
  folder: string;
  databaseUrl: string;
  log: LogFile;
  say: (line: string) => void;
  signal: AbortSignal;
}

/**
 * Fills an empty database with films, a member of staff and the demo community. A seed that was interrupted is
 * carried on at the next start.
 */
export async function seedOnFirstStart({
  folder,
  databaseUrl,
  log,
  say,
  signal,
}: SeedOptions): Promise<void> {
  const stamp = stampOf(folder);
  const state = existsSync(stamp) ? readFileSync(stamp, "utf8").trim() : "";
  const peopled = await ask(databaseUrl, "SELECT FROM app_user");
  if (state === "done" && peopled) return;
  const hasAdmin = await ask(databaseUrl, "SELECT FROM app_user WHERE role = 'admin'");
  // Another machine's, or another folder's before this one: there is nothing left to do.
  if (state === "" && hasAdmin && (await ask(databaseUrl, "SELECT FROM movie")))
    return writeSecret(stamp, "done\n");
  const password = hasAdmin ? readAdminPassword(folder) : ensureAdminPassword(folder);
  say("Filling the database with films …");
  writeSecret(stamp, "begun\n");
  const env = { DATABASE_URL: databaseUrl, ...(password ? { MARQUEE_ADMIN_PASSWORD: password } : {}) };
  const args = ["prisma/seed.ts", ...(state === "begun" ? [] : ["--first-start"])];
  await runTask("The seed", { args, env, log }, signal);
  for (const line of seedReport(log.lastLines(30))) say(line);
  writeSecret(stamp, "done\n");
}
