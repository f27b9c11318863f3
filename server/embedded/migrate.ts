import type { SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Client } from "pg";
import { readMigrations, readSchema } from "./migrations-folder";
import { messageOf, Refusal } from "./refusal";
import { withSchemaEngine } from "./schema-engine";

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
    await lock.query("SELECT pg_advisory_lock($1)", [lockKey]);
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
