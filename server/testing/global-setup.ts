import { Client } from "pg";
import { migrate } from "@/server/embedded/migrate";
import { startTemporaryPostgres } from "@/server/embedded/temporary-postgres";
import { onServer, templateName } from "./test-server";

async function dropDatabases(server: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "SELECT format('%I', datname) AS name FROM pg_database WHERE starts_with(datname, $1)",
    [templateName()],
  );
  for (const { name } of rows) await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await client.end();
}

/**
 * Once for all test files: a PostgreSQL (that of TEST_DATABASE_URL, else an embedded one in a temporary folder)
 * with a migrated database, which each test file gets a copy of.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const own = given ? undefined : await startTemporaryPostgres();
  const server = given ?? own?.url ?? "";
  process.env.TEST_DATABASE_URL = server;
  process.env.MARQUEE_TEST_RUN = String(process.pid);
  const stop = async () => {
    if (own) await own.stop();
    else await dropDatabases(server);
  };
  try {
    const client = new Client({ connectionString: server });
    await client.connect();
    await client.query(`CREATE DATABASE ${templateName()}`);
    await client.end();
    await migrate(onServer(templateName()));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
