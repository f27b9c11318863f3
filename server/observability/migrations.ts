import { readdirSync } from "node:fs";
import { join } from "node:path";
import { db } from "../db";

let known: string[] | undefined;

/** The migrations that came with this build, oldest first; none where their folder isn't beside it. */
function knownMigrations(): string[] {
  if (known) return known;
  try {
    known = readdirSync(join(process.cwd(), "prisma", "migrations"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch {
    known = [];
  }
  return known;
}

/** The migrations that this build needs and the database doesn't have, or has begun and not finished. */
export async function findPendingMigrations(): Promise<string[]> {
  const rows = await db().$queryRaw<{ name: string; finished: boolean }[]>`
    select migration_name as name, finished_at is not null as finished
    from _prisma_migrations where rolled_back_at is null`;
  const applied = new Set(rows.filter((row) => row.finished).map((row) => row.name));
  const begun = rows.filter((row) => !row.finished).map((row) => row.name);
  return [...new Set([...knownMigrations().filter((name) => !applied.has(name)), ...begun])];
}
