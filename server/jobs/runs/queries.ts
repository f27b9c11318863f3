import { z } from "zod";
import type { Prisma } from "@/prisma/generated/client";
import { db } from "../../db";
import { runSchema } from "../../ranking/schema";
import { findLetterOf } from "../dead-letters/queries";
import { bookkeeping } from "../schedules";
import {
  type LogLine,
  type Progress,
  type RunDetail,
  type RunFilter,
  type RunRow,
  spans,
  stepSchema,
} from "../schema";

const HOUR = 3_600_000;

const select = {
  id: true,
  functionId: true,
  status: true,
  attempts: true,
  error: true,
  queuedAt: true,
  startedAt: true,
  finishedAt: true,
} as const;

type Row = Prisma.JobRunGetPayload<{ select: typeof select }>;

function toRow({ id, queuedAt, startedAt, finishedAt, ...row }: Row, progress: Progress | null): RunRow {
  return {
    ...row,
    runId: id,
    queuedAt: queuedAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    progress: finishedAt ? null : progress,
  };
}

/** A page of the runs that a filter lets through, the newest first. */
export async function findRunPage(
  filter: RunFilter,
  pageSize: number,
  now = new Date(),
): Promise<{ rows: RunRow[]; total: number }> {
  const { function: functionId, status, within, page } = filter;
  const where: Prisma.JobRunWhereInput = {
    ...(functionId && { functionId }),
    ...(status && { status }),
    ...(within && { queuedAt: { gte: new Date(now.getTime() - spans[within] * HOUR) } }),
  };
  const [rows, total] = await Promise.all([
    db().jobRun.findMany({
      where,
      select,
      orderBy: [{ queuedAt: "desc" }, { id: "asc" }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    db().jobRun.count({ where }),
  ]);
  const known = await findProgress(rows.filter((row) => !row.finishedAt).map((row) => row.id));
  return { rows: rows.map((row) => toRow(row, known.get(row.id) ?? null)), total };
}

async function findProgress(runIds: string[]): Promise<Map<string, Progress>> {
  if (runIds.length === 0) return new Map();
  const rows = await db().jobProgress.findMany({
    where: { runId: { in: runIds } },
    select: { runId: true, done: true, total: true, words: true },
  });
  return new Map(rows.map(({ runId, ...progress }) => [runId, progress]));
}

/** One run with its steps, what went in and came out, and its last log lines; null where there is none. */
export async function findRunDetail(runId: string): Promise<RunDetail | null> {
  const row = await db().jobRun.findUnique({
    where: { id: runId },
    select: {
      ...select,
      engineRunId: true,
      correlationId: true,
      requestedById: true,
      cancelRequestedAt: true,
      steps: true,
      editions: true,
      input: true,
      output: true,
    },
  });
  if (!row) return null;
  const {
    engineRunId,
    correlationId,
    requestedById,
    cancelRequestedAt,
    steps,
    editions,
    input,
    output,
    ...rest
  } = row;
  const [progress, lines, person, letter] = await Promise.all([
    findProgress([runId]),
    engineRunId ? findLines(engineRunId) : [],
    requestedById === null
      ? null
      : db().user.findUnique({ where: { id: requestedById }, select: { name: true } }),
    findLetterOf([runId, ...(engineRunId ? [engineRunId] : []), runId.replace(/-replay-\d+$/, "")]),
  ]);
  return {
    ...toRow(rest, progress.get(runId) ?? null),
    engineRunId,
    correlationId,
    requestedBy: person?.name ?? null,
    cancelRequestedAt: cancelRequestedAt?.toISOString() ?? null,
    cancellable:
      (row.status === "queued" || row.status === "running") &&
      !cancelRequestedAt &&
      !bookkeeping.has(row.functionId),
    steps: z.array(stepSchema).parse(steps),
    editions: runSchema.shape.editions.parse(editions),
    input: input === null ? null : JSON.stringify(input, null, 2),
    output: output === null ? null : JSON.stringify(output, null, 2),
    lines,
    letter,
  };
}

const levels: Record<string, string> = { 20: "debug", 30: "info", 40: "warn", 50: "error", 60: "fatal" };

/** A line as the logger writes it, in ECS names or pino's own. */
const logLine = z.looseObject({
  level: z.union([z.string(), z.number()]).optional(),
  "log.level": z.string().optional(),
  log: z.looseObject({ level: z.string().optional() }).optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  msg: z.string().optional().catch(undefined),
});

async function findLines(engineRunId: string): Promise<LogLine[]> {
  const rows = await db().jobLog.findMany({
    where: { runId: engineRunId },
    orderBy: { id: "asc" },
    select: { id: true, at: true, line: true },
  });
  return rows.map(({ id, at, line }) => {
    const read = logLine.safeParse(line).data ?? {};
    const level = read["log.level"] ?? read.log?.level ?? String(read.level ?? "info");
    return {
      id: String(id),
      at: at.toISOString(),
      level: levels[level] ?? level,
      message: read.message ?? read.msg ?? "",
      line: JSON.stringify(line, null, 2),
    };
  });
}

/**
 * A text that is another one as soon as something of one run (or of any, where `runId` is null) has changed:
 * its row, its progress, its log. Cheap enough to be asked each second by everybody who looks on.
 */
export async function findVersion(runId: string | null): Promise<string> {
  const [row] = await (runId === null
    ? db().$queryRaw<{ version: string | null }[]>`
        select md5(string_agg(id || extract(epoch from changed_at), ',' order by id)) ||
          coalesce((select max(updated_at)::text from job_progress), '') as version
        from (select id, changed_at from job_run order by changed_at desc limit 100) as last`
    : db().$queryRaw<{ version: string | null }[]>`
        select concat(run.changed_at, (select updated_at from job_progress where run_id = run.id),
          (select max(id) from job_log where run_id = run.engine_run_id)) as version
        from job_run run where id = ${runId}`);
  return row?.version ?? "";
}
