import { Client } from "pg";
import { withDatabase } from "./database";
import { dataFolder, ensureAdminPassword, ensureSecrets, prepareDataFolder } from "./installation";
import { migrate } from "./migrate";
import { Refusal, runCommand } from "./refusal";
import { runSeed } from "./run-seed";

/** Drops all tables in one transaction; running programs keep their connections and find the new ones. */
async function dropTables(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("SET lock_timeout = '20s'");
    await client.query("BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public; COMMIT");
  } finally {
    await client.end();
  }
}

/** A database on another machine is nothing to drop by a slip. */
function checkTarget(databaseUrl: string): void {
  const { hostname, pathname } = new URL(databaseUrl);
  if (["localhost", "127.0.0.1", "[::1]", ""].includes(hostname) || process.argv.includes("--force")) return;
  throw new Refusal(
    `This would drop everything in ${pathname.slice(1)} on ${hostname}; add -- --force if you mean it.`,
  );
}

/** The password that the new admin gets; whatever is wrong with the data folder shows before anything is lost. */
function preparePassword(): string {
  const folder = dataFolder();
  prepareDataFolder(folder);
  ensureSecrets(folder);
  return ensureAdminPassword(folder);
}

/** `npm run db:reset`: makes all tables anew, empty, and seeds them; beside a running site too. */
async function main(): Promise<void> {
  await withDatabase(async (databaseUrl) => {
    checkTarget(databaseUrl);
    const password = preparePassword();
    await dropTables(databaseUrl);
    const applied = await migrate(databaseUrl);
    console.log(`Dropped all tables and applied ${applied.length} migrations.`);
    await runSeed(databaseUrl, [], password);
    console.log("The database is as on the first start. Who was signed in has to sign in again.");
  });
}

await runCommand(main);
