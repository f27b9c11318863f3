import { Client } from "pg";
import { expect, test } from "vitest";
import { migrate } from "./migrate";
import { migrationDifference } from "./migration-difference";

const databaseUrl = () => process.env.DATABASE_URL ?? "";

test("the migrations say what prisma/schema says", async () => {
  expect(await migrationDifference(databaseUrl())).toBe("");
});

test("nothing is applied twice, not by two at once either", async () => {
  expect(await Promise.all([migrate(databaseUrl()), migrate(databaseUrl())])).toEqual([[], []]);
});

test("a migration that a crash cut off is applied again", async () => {
  const client = new Client({ connectionString: databaseUrl() });
  await client.connect();
  // As it stands in the table between its start and its end: nothing of it is there.
  await client.query("CREATE SCHEMA kept");
  await client.query("CREATE TABLE kept.migrations AS TABLE public._prisma_migrations");
  await client.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  await client.query("CREATE TABLE public._prisma_migrations (LIKE kept.migrations)");
  await client.query(
    "INSERT INTO public._prisma_migrations SELECT * FROM kept.migrations ORDER BY migration_name LIMIT 1",
  );
  await client.query("UPDATE public._prisma_migrations SET finished_at = NULL, applied_steps_count = 0");
  await client.query(
    "ALTER TABLE public._prisma_migrations ALTER started_at SET DEFAULT now(), ALTER applied_steps_count SET DEFAULT 0",
  );
  const applied = await migrate(databaseUrl());
  const { rows } = await client.query("SELECT count(*)::int AS count FROM kept.migrations");
  expect(applied).toHaveLength(rows[0].count);
  await client.end();
});

test("a database that isn't there is one clear line", async () => {
  await expect(migrate("postgresql://nobody:x@127.0.0.1:1/nothing")).rejects.toThrow(
    "The database can't be reached",
  );
});
