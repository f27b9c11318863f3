import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { migrate } from "./migrate";
import { migrationDifference } from "./migration-difference";
import { migrationNames, migrationsFolder, projectRoot } from "./migrations-folder";
import { Refusal, runCommand } from "./refusal";
import { startTemporaryPostgres } from "./temporary-postgres";

/** The first migration, made anew by `--init` until the first release. */
const initial = "20261123000000_init";

function timestamp(now: Date): string {
  return now.toISOString().replace(/\D/g, "").slice(0, 14);
}

function write(name: string, sql: string): void {
  const folder = join(migrationsFolder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "migration.sql"), `${sql}\n`);
  console.log(`Wrote ${relative(projectRoot, join(folder, "migration.sql"))}. Read it before you commit it.`);
}

/**
 * `npm run migration -- <name>`: a new migration, the difference between those so far and prisma/schema.
 * `npm run migration -- --init`: makes the first one anew instead.
 * `npm run migration -- --check`: fails when the migrations and the schema disagree.
 */
async function main(): Promise<void> {
  const [argument] = process.argv.slice(2);
  if (!argument) throw new Refusal("Give the migration a name: npm run migration -- add-posters");
  const server = await startTemporaryPostgres();
  try {
    if (argument === "--init") {
      rmSync(join(migrationsFolder, initial), { recursive: true, force: true });
      write(initial, await migrationDifference(server.url, (name) => name < initial));
    } else {
      const sql = await migrationDifference(server.url);
      if (argument === "--check") {
        if (sql) throw new Refusal(`The migrations lack what prisma/schema says; missing is:\n${sql}`);
      } else if (sql) {
        write(`${timestamp(new Date())}_${argument.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`, sql);
      } else {
        console.log("The migrations already say what prisma/schema says; nothing to write.");
      }
    }
    await migrate(server.url);
    console.log(`All ${migrationNames().length} migrations apply to an empty database.`);
  } finally {
    await server.stop();
  }
}

await runCommand(main);
