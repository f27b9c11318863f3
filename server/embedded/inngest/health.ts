import type pg from "pg";

/** The engine's state, for readiness checks and alerts: the body of `GET /health`. */
export interface Health {
  /** Whether jobs run: the app has registered its functions since the engine's start, and is still there. */
  ready: boolean;
  /** Whether the app answered the last time. */
  app: "here" | "away";
  /** Calls that are due and wait for the app or for a free place. */
  queued: number;
  /** Calls under way. */
  running: number;
  /** Milliseconds that the oldest due call has waited. */
  oldestReadyAgeMs: number;
}

/** How full the queue is. */
export async function queueHealth(
  pool: pg.Pool,
  now = Date.now(),
): Promise<Pick<Health, "queued" | "running" | "oldestReadyAgeMs">> {
  const { rows } = await pool.query<{ queued: string; running: string; oldest: Date | null }>(
    `SELECT count(*) FILTER (WHERE NOT running) AS queued, count(*) FILTER (WHERE running) AS running,
       min(due_at) FILTER (WHERE NOT running) AS oldest
     FROM jobs WHERE kind = 'call' AND (running OR due_at <= $1)`,
    [new Date(now)],
  );
  const [row] = rows;
  return {
    queued: Number(row?.queued ?? 0),
    running: Number(row?.running ?? 0),
    oldestReadyAgeMs: row?.oldest ? Math.max(0, now - row.oldest.getTime()) : 0,
  };
}
