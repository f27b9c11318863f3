import { z } from "zod";
import { db } from "../db";
import { type RunView, runSchema } from "../ranking/schema";

const select = {
  id: true,
  functionId: true,
  status: true,
  attempts: true,
  steps: true,
  editions: true,
  error: true,
  queuedAt: true,
  startedAt: true,
  finishedAt: true,
} as const;

const stored = z.object({ steps: runSchema.shape.steps, editions: runSchema.shape.editions });

interface Row {
  id: string;
  functionId: string;
  status: RunView["status"];
  attempts: number;
  steps: unknown;
  editions: unknown;
  error: string | null;
  queuedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

function toRun(row: Row): RunView {
  return {
    runId: row.id,
    functionId: row.functionId,
    status: row.status,
    attempts: row.attempts,
    ...stored.parse({ steps: row.steps, editions: row.editions }),
    queuedAt: row.queuedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    error: row.error,
  };
}

/** One run; null where there is none. */
export async function findRun(runId: string): Promise<RunView | null> {
  const row = await db().jobRun.findUnique({ where: { id: runId }, select });
  return row && toRun(row);
}

/** What is still on its way: unsent facts, dirty films, runs that haven't ended. All 0: the queue is drained. */
export async function findPending(): Promise<{ outbox: number; dirty: number; runs: number }> {
  const [row] = await db().$queryRaw<{ outbox: number; dirty: number; runs: number }[]>`
    select (select count(*)::int from outbox where sent_at is null) as outbox,
      (select count(*)::int from dirty_movie) as dirty,
      (select count(*)::int from job_run where status in ('queued', 'running')) as runs`;
  return row ?? { outbox: 0, dirty: 0, runs: 0 };
}

/** A heartbeat older than this means that no jobs run, in milliseconds. */
export const STALE_AFTER = 3 * 60_000;

/** When a heartbeat was last written; null before the first. */
export async function findHeartbeat(name: string): Promise<Date | null> {
  const row = await db().heartbeat.findUnique({ where: { name } });
  return row?.beatAt ?? null;
}
