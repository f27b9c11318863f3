import { CronExpressionParser } from "cron-parser";
import { db } from "../../db";
import { schedules } from "../schedules";
import type { ScheduleView } from "../schema";

/** An engine that starts a run within this of its slot is on time, in milliseconds. */
const ON_TIME = 5_000;

/** How far back the last start is looked for, in milliseconds: three slots of a nightly job. */
const KEPT = 3 * 86_400_000;

/** The last slot of a cron at or before `now`, and the first one after it (UTC). */
function slotsAround(cron: string, now: Date): { last: Date; next: Date } {
  const parse = (currentDate: Date) => CronExpressionParser.parse(cron, { tz: "UTC", currentDate });
  return {
    last: parse(new Date(now.getTime() + 1))
      .prev()
      .toDate(),
    next: parse(now).next().toDate(),
  };
}

/**
 * How late a schedule is: from its last slot to the run's start where one has begun since, else to now.
 * @param lastStart when it last began a run; null before its first, when nothing can be said.
 */
export function latenessOf(
  cron: string,
  lastStart: Date | null,
  now: Date,
): { nextAt: string; lateMs: number | null; overdue: boolean } {
  const { last, next } = slotsAround(cron, now);
  const nextAt = next.toISOString();
  if (!lastStart) return { nextAt, lateMs: null, overdue: false };
  const begun = lastStart >= last;
  const lateMs = Math.max(0, (begun ? lastStart : now).getTime() - last.getTime());
  return { nextAt, lateMs, overdue: !begun && lateMs > ON_TIME };
}

/** The scheduled functions, with their last and next runs. */
export async function findSchedules(now = new Date()): Promise<ScheduleView[]> {
  return await Promise.all(
    schedules.map(async ({ id, name, schedule, cron }) => {
      const [last, started] = await Promise.all([findLast(id), cron ? findLastStart(id, cron, now) : null]);
      return {
        ...{ id, name, schedule },
        lastRun: last && {
          runId: last.id,
          status: last.status,
          at: (last.startedAt ?? last.queuedAt).toISOString(),
        },
        ...(cron ? latenessOf(cron, started, now) : { nextAt: null, lateMs: null, overdue: false }),
      };
    }),
  );
}

async function findLast(functionId: string) {
  return await db().jobRun.findFirst({
    where: { functionId },
    orderBy: [{ queuedAt: "desc" }, { id: "asc" }],
    select: { id: true, status: true, queuedAt: true, startedAt: true },
  });
}

/**
 * When the schedule last began a run by itself: the first of the last slot, else the newest before it. What
 * staff asked for says nothing of the schedule; a cron's event is known by its data.
 */
async function findLastStart(functionId: string, cron: string, now: Date): Promise<Date | null> {
  const { last } = slotsAround(cron, now);
  const [row] = await db().$queryRaw<{ at: Date | null }[]>`
    select coalesce(min(started_at) filter (where started_at >= ${last}), max(started_at)) as at
    from job_run where function_id = ${functionId} and queued_at > ${new Date(now.getTime() - KEPT)}
      and input ? 'cron'`;
  return row?.at ?? null;
}
