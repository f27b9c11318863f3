import { z } from "zod";
import { db } from "../../db";
import { logger } from "../../observability/logger";
import { storable, storableText } from "../../storable";
import { type EngineRun, findEngineRun } from "../engine-runs";
import { outcome } from "../schema";

/** A run whose row hasn't changed for so long is asked after, in milliseconds. */
const QUIET = 60_000;

/** One that its engine doesn't know either is lost after so long, in milliseconds. */
const LOST_AFTER = 86_400_000;

/** Most rows in one go; the others come a minute later. */
const AT_ONCE = 50;

interface Open {
  id: string;
  engineRunId: string;
  changedAt: Date;
}

/**
 * Ends the rows of runs that have ended on the engine although the site couldn't write it: the database was away
 * just then, say. The engine's word counts. Doesn't throw where the engine gives none: the next sweep asks again.
 * @returns How many rows were ended.
 */
export async function settleLostEnds(now: Date): Promise<number> {
  const open = await db().$queryRaw<Open[]>`
    select id, engine_run_id as "engineRunId", changed_at as "changedAt" from job_run
    where status = 'running' and engine_run_id is not null
      and changed_at < ${new Date(now.getTime() - QUIET)}
    order by changed_at limit ${AT_ONCE}`;
  let settled = 0;
  for (const row of open) {
    try {
      const ending = endingOf(await findEngineRun(row.engineRunId), row, now);
      if (ending === null) continue;
      const { count } = await db().jobRun.updateMany({
        where: { id: row.id, engineRunId: row.engineRunId, status: "running" },
        data: ending,
      });
      settled += count;
    } catch (error) {
      logger.warn({ error, runId: row.engineRunId }, "The job engine didn't tell how a run ended.");
      break;
    }
  }
  return settled;
}

const failure = z.object({ message: z.string() });

function endingOf(run: EngineRun | null, { changedAt }: Open, now: Date) {
  if (run === null) {
    if (now.getTime() - changedAt.getTime() < LOST_AFTER) return null;
    return {
      status: "failed" as const,
      finishedAt: now,
      error: "The job engine doesn't know this run any more.",
    };
  }
  const finishedAt = run.ended_at ?? now;
  switch (run.status.toLowerCase()) {
    case "completed": {
      const made = outcome.safeParse(run.output);
      return {
        status: "succeeded" as const,
        finishedAt,
        error: null,
        ...(run.output === undefined || run.output === null ? {} : { output: storable(run.output) }),
        ...(made.success ? { editions: made.data.published } : {}),
      };
    }
    case "failed": {
      const error = storableText(failure.safeParse(run.output).data?.message ?? "unknown");
      return { status: "failed" as const, finishedAt, error };
    }
    case "cancelled":
      return { status: "cancelled" as const, finishedAt };
    default:
      return null;
  }
}
