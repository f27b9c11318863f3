import type { Tx } from "./database";
import { CANCELLED, type EngineEvent, engineError, FAILED, type WireError } from "./protocol";
import { lockRun, remember } from "./steps";

interface Ended {
  function_id: string;
  events: EngineEvent[] | null;
  parent_run: string | null;
  parent_step: string | null;
}

/** How a run ended. */
export type Ending =
  | { state: "completed"; output: { data: unknown } }
  | { state: "failed" | "cancelled"; output: { error: WireError } };

/**
 * Ends a run that the transaction has locked: nothing of it is left in the queue, and the run that invoked it
 * goes on.
 * @returns The event to emit about it: `inngest/function.failed` or `.cancelled`, whose id is the run's.
 */
export async function end(tx: Tx, runId: string, { state, output }: Ending): Promise<EngineEvent[]> {
  const { rows } = await tx.query<Ended>(
    `WITH gone AS (DELETE FROM jobs WHERE run_id = $1)
     UPDATE runs SET state = $2, output = $3, finished_at = $4, expires_at = NULL WHERE id = $1
     RETURNING function_id, CASE WHEN $2 <> 'completed' THEN events END AS events, parent_run, parent_step`,
    [runId, state, JSON.stringify(output), new Date()],
  );
  const [run] = rows;
  if (run?.parent_run && run.parent_step) await remember(tx, run.parent_run, run.parent_step, output);
  if (!run?.events) return [];
  const about = { function_id: run.function_id, run_id: runId, event: run.events[0], events: run.events };
  const failed = state === "failed";
  const data = failed
    ? { ...about, error: output.error, _inngest: { status: "Failed" } }
    : { ...about, _inngest: { status: "Cancelled" } };
  return [{ name: failed ? FAILED : CANCELLED, id: runId, ts: Date.now(), data }];
}

/** Cancels a run, unless it has ended; returns the event to emit about it. */
export async function cancel(tx: Tx, runId: string): Promise<EngineEvent[]> {
  if (!(await lockRun(tx, runId))) return [];
  return end(tx, runId, { state: "cancelled", output: { error: engineError("The run was cancelled.") } });
}
