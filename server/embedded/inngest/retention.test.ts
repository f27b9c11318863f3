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
