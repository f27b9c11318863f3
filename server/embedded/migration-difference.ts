import { readMigrations, readSchema } from "./migrations-folder";
import { withSchemaEngine } from "./schema-engine";

/**
 * SQL that leads from the kept migrations to prisma/schema; empty when they agree. It makes databases on the
 * server and leaves them, so give it one that is thrown away.
 */
export async function migrationDifference(
  databaseUrl: string,
  keep: (name: string) => boolean = () => true,
): Promise<string> {
  const kept = readMigrations(keep);
  const none = kept.migrationDirectories.length === 0;
  const { stdout } = await withSchemaEngine(databaseUrl, readSchema(), (engine) =>
    engine.diff({
      from: none ? { tag: "empty" } : { tag: "migrations", ...kept },
      to: { tag: "schemaDatamodel", files: readSchema() },
      script: true,
      exitCode: false,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  const sql = stdout?.trim() ?? "";
  return sql.split("\n").every((line) => line.trim() === "" || line.startsWith("--")) ? "" : sql;
}
