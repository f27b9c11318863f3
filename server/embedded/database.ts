import { existsSync } from "node:fs";
import { join } from "node:path";
import { dataFolder, ensureSecrets, prepareDataFolder, readSecrets } from "./installation";
import { lockFolder } from "./lock";
import { migrate } from "./migrate";
import { startPostgres } from "./postgres";
import { Refusal } from "./refusal";
import { readRunning } from "./running";

type Use<Result> = (databaseUrl: string) => Promise<Result>;

/**
 * Runs something with this installation's database: that of DATABASE_URL, else that of the running site, else
 * the embedded server, started for the time being, and made where there is none yet. It is migrated.
 * @throws Refusal with one line when none of them can be had
 */
export async function withDatabase<Result>(use: Use<Result>): Promise<Result> {
  const given = process.env.DATABASE_URL;
  if (given) {
    await migrate(process.env.DATABASE_DIRECT_URL || given);
    return use(given);
  }
  const folder = dataFolder();
  const running = readRunning(folder);
  if (running) return use(running.databaseUrl);
  return withOwnServer(folder, use);
}

/**
 * The same for what only makes sense beside an installation that is there already: nothing is made.
 * @throws Refusal when there is none
 */
export async function withStandingDatabase<Result>(use: Use<Result>): Promise<Result> {
  if (!process.env.DATABASE_URL) checkInstallation(dataFolder());
  return await withDatabase(use);
}

/** A new database would be another one than the site's, and what went into it would seem lost. */
function checkInstallation(folder: string): void {
  if (readRunning(folder)) return;
  if (readSecrets(folder) && existsSync(join(folder, "postgres", "PG_VERSION"))) return;
  throw new Refusal(
    `There is no installation with a database in ${folder}; start it first (npm start), or name the one you mean by its MARQUEE_DATA_DIR or DATABASE_URL.`,
  );
}

async function withOwnServer<Result>(folder: string, use: Use<Result>) {
  prepareDataFolder(folder);
  const unlock = lockFolder(folder);
  try {
    const { databasePassword, superuserPassword } = ensureSecrets(folder);
    const server = await startPostgres({ folder, password: databasePassword, superuserPassword });
    const interrupt = () => void server.stop().then(() => process.exit(130));
    process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
    try {
      await migrate(server.url);
      return await use(server.url);
    } finally {
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
      await server.stop();
    }
  } finally {
    unlock();
  }
}
