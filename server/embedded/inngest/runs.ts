import type pg from "pg";
import type { Tx } from "./database";
import type { AppFunction } from "./functions";
import { keyOf } from "./functions";
import { ulid } from "./ids";
import type { EngineEvent } from "./protocol";

/** A run to be made. */
export interface NewRun {
  id: string;
  functionId: string;
  events: EngineEvent[];
  lane: string | null;
  /** Seconds by which its calls go before their time. */
  priority: number;
  /** Whose step invoked it. */
  parent: { run: string; step: string } | undefined;
  /** When its first call is due (ms since 1970); now where it isn't said. */
  dueAt: number | undefined;
  /** When it is cancelled unless it has started (ms since 1970). */
  expiresAt: number | undefined;
  /** The key of which there is one running run. */
  singleton?: string;
}

const MOST_PRIORITY_S = 600;

function priorityOf(fn: AppFunction, event: EngineEvent): number {
  const value = Number(fn.priority?.run?.({ event }) ?? 0);
  return Number.isFinite(value)
    ? Math.round(Math.max(-MOST_PRIORITY_S, Math.min(MOST_PRIORITY_S, value)))
    : 0;
}

/** A run of `fn` for `events`; the first one decides its lane and priority. */
export function newRun(
  fn: AppFunction,
  events: EngineEvent[],
  { parent, dueAt }: Partial<Pick<NewRun, "parent" | "dueAt">> = {},
): NewRun[] {
  const [event] = events;
  if (!event) return [];
  const lane = fn.concurrency ? `${fn.id}/${keyOf(fn.concurrency.key, event)}` : null;
  const expiresAt = fn.timeouts?.start === undefined ? undefined : Date.now() + fn.timeouts.start;
  return [
    {
      id: ulid(),
      functionId: fn.id,
      events,
      lane,
      priority: priorityOf(fn, event),
      parent,
      dueAt,
      expiresAt,
    },
  ];
}

/** Writes runs and the first call of each. */
export async function insertRuns(tx: Tx, runs: NewRun[], now = Date.now()): Promise<void> {
  if (runs.length === 0) return;
  await tx.query(
    `WITH new AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[],
         $8::bigint[], $9::timestamptz[], $10::text[])
         AS new (id, fn, events, lane, priority, parent_run, parent_step, due, expires_at, singleton)
     ), made AS (
       INSERT INTO runs (id, function_id, events, lane, priority, parent_run, parent_step, expires_at, singleton, created_at)
       SELECT id, fn, events::json, lane, priority, parent_run, parent_step, expires_at, singleton, $11 FROM new
     )
     INSERT INTO jobs (run_id, step_id, kind, due_at, rank, lane)
     SELECT id, 'step', 'call', to_timestamp(due / 1000.0), due - priority * 1000, lane FROM new ORDER BY id`,
    [
      runs.map((run) => run.id),
      runs.map((run) => run.functionId),
      runs.map((run) => JSON.stringify(run.events)),
      runs.map((run) => run.lane),
      runs.map((run) => run.priority),
      runs.map((run) => run.parent?.run ?? null),
      runs.map((run) => run.parent?.step ?? null),
      runs.map((run) => run.dueAt ?? now),
      runs.map((run) => (run.expiresAt === undefined ? null : new Date(run.expiresAt))),
      runs.map((run) => run.singleton ?? null),
      new Date(now),
    ],
  );
}

/** Notes that a run with a time limit has started: from now on its limit is the one for finishing. */
export async function noteStart(pool: pg.Pool, runId: string, finishMs: number | undefined): Promise<void> {
  const expiresAt = finishMs === undefined ? null : new Date(Date.now() + finishMs);
  await pool.query("UPDATE runs SET expires_at = $2 WHERE id = $1 AND state = 'running'", [runId, expiresAt]);
}

/** Claims `key` until `ttlMs` from now; false where it is claimed already. */
export async function claimOnce(tx: Tx, keys: string[], ttlMs = 24 * 3_600_000): Promise<Set<string>> {
  const now = Date.now();
  const { rows } = await tx.query<{ key: string }>(
    `INSERT INTO once (key, until) SELECT DISTINCT key, $2::timestamptz FROM unnest($1::text[]) AS k (key)
     ORDER BY key
     ON CONFLICT (key) DO UPDATE SET until = excluded.until WHERE once.until < $3 RETURNING key`,
    [keys, new Date(now + ttlMs), new Date(now)],
  );
  return new Set(rows.map((row) => row.key));
}

/** A run as Inngest's REST API shows it. */
export interface RunAnswer {
  run_id: string;
  function_id: string;
  status: "Running" | "Completed" | "Failed" | "Cancelled";
  run_started_at: Date;
  ended_at: Date | null;
  /** What the function returned, or the error it ended with. */
  output: unknown;
}

/** A run that is under way, or that ended within the time they are kept. */
export async function findRun(pool: pg.Pool, runId: string): Promise<RunAnswer | undefined> {
  const { rows } = await pool.query<RunAnswer & { output: { data?: unknown; error?: unknown } | null }>(
    `SELECT id AS run_id, function_id, initcap(state) AS status, created_at AS run_started_at,
       finished_at AS ended_at, output
     FROM runs WHERE id = $1`,
    [runId],
  );
  // Taken apart here: PostgreSQL doesn't look into JSON that holds \u0000.
  return rows.map(({ output, ...run }) => ({ ...run, output: output?.data ?? output?.error ?? null }))[0];
}
