import type pg from "pg";

/** Forgets runs that ended more than `keepMs` ago, and keys whose time is over, a thousand runs at a time. */
export async function forgetOld(pool: pg.Pool, keepMs: number, now = Date.now()): Promise<number> {
  await pool.query("DELETE FROM once WHERE until < $1", [new Date(now)]);
  await pool.query("DELETE FROM spans WHERE until < $1", [new Date(now)]);
  let forgotten = 0;
  for (;;) {
    const { rowCount } = await pool.query(
      "DELETE FROM runs WHERE id IN (SELECT id FROM runs WHERE finished_at < $1 LIMIT 1000)",
      [new Date(now - keepMs)],
    );
    forgotten += rowCount ?? 0;
    if ((rowCount ?? 0) < 1_000) return forgotten;
  }
}
