import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTables, openPool, transaction } from "./database";
import { ownDatabase } from "./harness";
import { forgetOld } from "./retention";
import { claimOnce } from "./runs";

let database: Awaited<ReturnType<typeof ownDatabase>>;
let pool: pg.Pool;
beforeAll(async () => {
  database = await ownDatabase();
  pool = openPool(database.url);
  await createTables(pool);
  await createTables(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test("runs are forgotten some time after their end, running ones never", async () => {
  await pool.query(
    `INSERT INTO runs (id, function_id, events, state, finished_at) VALUES
     ('old', 'f', '[]', 'completed', '2026-01-01Z'), ('new', 'f', '[]', 'failed', '2026-01-03Z'),
     ('running', 'f', '[]', 'running', NULL)`,
  );
  await pool.query("INSERT INTO steps (run_id, id, value) VALUES ('old', 'a', '1'), ('running', 'a', '1')");
  expect(await forgetOld(pool, 86_400_000, Date.parse("2026-01-03T12:00:00Z"))).toBe(1);
  const { rows } = await pool.query(
    "SELECT id, (SELECT count(*)::int FROM steps WHERE run_id = runs.id) FROM runs ORDER BY id",
  );
  expect(rows).toEqual([
    { id: "new", count: 0 },
    { id: "running", count: 1 },
  ]);
});

test("a key counts once until its time is over", async () => {
  const claim = (ttl: number) => transaction(pool, (tx) => claimOnce(tx, ["k", "k"], ttl));
  expect(await claim(-1)).toEqual(new Set(["k"]));
  expect(await claim(60_000)).toEqual(new Set(["k"]));
  expect(await claim(60_000)).toEqual(new Set());
});

test("whatever is written while runs come and go, nothing but the newest is left", async () => {
  const long = Date.parse("2026-01-10T00:00:00Z");
  await pool.query(
    `INSERT INTO runs (id, function_id, events, state, finished_at)
     SELECT 'many-' || n, 'f', '[]', 'completed', '2026-01-05Z' FROM generate_series(1, 2500) n`,
  );
  await pool.query(
    "INSERT INTO steps (run_id, id, value) SELECT 'many-' || n, 'a', '1' FROM generate_series(1, 2500) n",
  );
  await pool.query(
    "INSERT INTO jobs (run_id, step_id, kind) SELECT 'many-' || n, 'step', 'call' FROM generate_series(1, 2500) n",
  );
  await pool.query(
    "INSERT INTO once (key, until) SELECT 'k' || n, '2026-01-06Z' FROM generate_series(1, 2500) n",
  );
  await pool.query(
    `INSERT INTO spans (key, start, count, until)
     SELECT 's' || n, '2026-01-05Z', 1, '2026-01-06Z' FROM generate_series(1, 2500) n`,
  );
  expect(await forgetOld(pool, 3 * 86_400_000, long)).toBeGreaterThanOrEqual(2_500);
  const counted = async (table: string) =>
    (await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n;
  // The running run, its step, and the key of the test above that is still taken.
  expect(await Promise.all(["runs", "steps", "jobs", "once", "spans"].map(counted))).toEqual([1, 1, 0, 1, 0]);
});
