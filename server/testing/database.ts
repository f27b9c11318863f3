import { db } from "../db";

/** Empties every table of the app, so that a test begins with nothing. */
export async function truncateAll(): Promise<void> {
  const tables = await db().$queryRaw<{ name: string }[]>`
    select format('%I', tablename) as name from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations'`;
  await db().$executeRawUnsafe(
    `truncate ${tables.map((table) => table.name).join(", ")} restart identity cascade`,
  );
}
