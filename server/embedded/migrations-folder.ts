import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MigrationList, SchemaContainer } from "@prisma/schema-engine-wasm";

/** The project's root. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Where the migrations lie. */
export const migrationsFolder = join(projectRoot, "prisma", "migrations");
const schemaFolder = join(projectRoot, "prisma", "schema");

/** The Prisma schema's files. */
export function readSchema(): SchemaContainer[] {
  return readdirSync(schemaFolder)
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => ({
      path: join(schemaFolder, name),
      content: readFileSync(join(schemaFolder, name), "utf8"),
    }));
}

/** Names of the migrations, oldest first. */
export function migrationNames(): string[] {
  if (!existsSync(migrationsFolder)) return [];
  return readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The migrations as the schema engine takes them; `keep` leaves some out. */
export function readMigrations(keep: (name: string) => boolean = () => true): MigrationList {
  const lockfile = join(migrationsFolder, "migration_lock.toml");
  return {
    baseDir: migrationsFolder,
    lockfile: {
      path: "migration_lock.toml",
      content: existsSync(lockfile) ? readFileSync(lockfile, "utf8") : null,
    },
    shadowDbInitScript: "",
    migrationDirectories: migrationNames()
      .filter(keep)
      .map((name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok", value: readFileSync(join(migrationsFolder, name, "migration.sql"), "utf8") },
        },
      })),
  };
}
