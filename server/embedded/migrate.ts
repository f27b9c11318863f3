import { createHash } from "node:crypto";
import type { SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Client } from "pg";
import { readMigrations, readSchema } from "./migrations-folder";
import { messageOf, Refusal } from "./refusal";

/** Key of the advisory lock that keeps two starts from migrating at once. */
const lockKey = 20_261_123;

/** No tables are excepted. */
const filters = { externalTables: [], externalEnums: [] };

/**
 * A migration is one statement list in one transaction, so one that failed or was cut off by a crash has left
 * nothing behind and may be tried again.
 */
async function apply(engine: SchemaEngine): Promise<string[]> {
  const migrationsList = readMigrations();
  const history = { migrationsList, optInToShadowDatabase: false, filters };
  const { failedMigrationNames } = await engine.diagnoseMigrationHistory(history);
  for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
  const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
  return appliedMigrationNames;
}

/** Whether all migrations have been applied as they are here: what nearly every start finds, without Prisma's engine. */
async function isUpToDate(client: Client): Promise<boolean> {
  const { rows: found } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there");
  if (found[0]?.there !== true) return false;
  const { rows } = await client.query<{ line: string; finished: boolean }>(
    `SELECT migration_name || ' ' || checksum AS line, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  const applied = new Set(rows.map(({ line }) => line));
  const here = readMigrations().migrationDirectories.map(({ path, migrationFile: { content } }) =>
    content.tag === "ok" ? `${path} ${createHash("sha256").update(content.value).digest("hex")}` : path,
  );
  return (
    rows.every(({ finished }) => finished) &&
    applied.size === here.length &&
    here.every((line) => applied.has(line))
  );
}

/**
 * Applies what is missing of `prisma/migrations`, by Prisma's own engine in WebAssembly; the folders stay
 * ordinary, so `prisma migrate deploy` does the same.
 * @returns names of the migrations applied now
 * @throws Refusal when a migration fails or an earlier one did
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const lock = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  try {
    await lock.connect();
  } catch (error) {
    throw new Refusal(`The database can't be reached: ${messageOf(error)}.`, error);
  }
  try {
    if (await isUpToDate(lock)) return [];
    await lock.query("SELECT pg_advisory_lock($1)", [lockKey]);
    const { withSchemaEngine } = await import("./schema-engine");
    return await withSchemaEngine(databaseUrl, readSchema(), apply);
  } catch (error) {
    // Below the reason follows the engine's own stack.
    const reason = messageOf(error)
      .split(/\n\s+0: /)[0]
      ?.trim();
    throw new Refusal(`The migrations don't apply: ${reason}`, error);
  } finally {
    await lock.end();
  }
}
