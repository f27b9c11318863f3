import type { Tx } from "./database";

/**
 * Keeps what a waiting step (sleep, wait, invoke) of a run gave, ends its wait, and has the run go on once
 * nothing else of it is under way.
 */
export async function remember(tx: Tx, runId: string, stepId: string, value: unknown): Promise<void> {
  if (!(await lockRun(tx, runId))) return;
  const { rowCount } = await tx.query(
    "DELETE FROM jobs WHERE run_id = $1 AND step_id = $2 AND kind <> 'call'",
    [runId, stepId],
  );
  if (rowCount === 0) return;
  await memoise(tx, runId, [{ id: stepId, value }]);
  await goOn(tx, runId, false);
}

/** Locks a run that is still running against every other change to it. */
export async function lockRun(tx: Tx, runId: string): Promise<boolean> {
  const { rowCount } = await tx.query("SELECT FROM runs WHERE id = $1 AND state = 'running' FOR UPDATE", [
    runId,
  ]);
  return rowCount === 1;
}

/** Keeps the values of steps; a step that has one keeps it. */
export async function memoise(tx: Tx, runId: string, steps: { id: string; value: unknown }[]): Promise<void> {
  if (steps.length === 0) return;
  await tx.query(
    `INSERT INTO steps (run_id, id, value)
     SELECT $1, id, value::json FROM unnest($2::text[], $3::text[]) AS s (id, value) ON CONFLICT DO NOTHING`,
    [runId, steps.map((step) => step.id), steps.map((step) => JSON.stringify(step.value ?? null))],
  );
}

/**
 * Has the app called to go on with a run, unless something else of it is under way. With `atOnce` (a race, or
 * a function that asks for it) the call is made anyway, and once more where one is being answered just now.
 */
export async function goOn(tx: Tx, runId: string, atOnce: boolean): Promise<void> {
  const now = Date.now();
  await tx.query(
    `INSERT INTO jobs (run_id, step_id, kind, due_at, rank, lane)
     SELECT id, 'step', 'call', $2, $3::bigint - priority * 1000, lane FROM runs
     WHERE id = $1 AND ($4 OR NOT EXISTS (SELECT FROM jobs WHERE run_id = $1))
     ON CONFLICT (run_id, step_id) DO UPDATE SET again = jobs.running`,
    [runId, new Date(now), now, atOnce],
  );
}
