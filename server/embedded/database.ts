import { dataFolder, ensureSecrets, prepareDataFolder } from "./installation";
import { lockFolder } from "./lock";
import { migrate } from "./migrate";
import { startPostgres } from "./postgres";
import { readRunning } from "./running";

/**
 * Runs something with this installation's database: that of DATABASE_URL, else that of the running site, else
 * the embedded server, started for the time being. It is migrated.
 * @throws Refusal with one line when none of them can be had
 */
export async function withDatabase<Result>(use: (databaseUrl: string) => Promise<Result>): Promise<Result> {
  const given = process.env.DATABASE_URL;
  if (given) {
    await migrate(given);
    return use(given);
  }
  const folder = dataFolder();
  const running = readRunning(folder);
  if (running) return use(running.databaseUrl);
  return withOwnServer(folder, use);
}

async function withOwnServer<Result>(folder: string, use: (databaseUrl: string) => Promise<Result>) {
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
