import { z } from "zod";
import { db } from "../../db";
import {
  type LetterDetail,
  type LetterFilter,
  type LetterRow,
  type LetterStatus,
  letterStatuses,
  stepSchema,
} from "../schema";

const select = {
  runId: true,
  functionId: true,
  status: true,
  error: true,
  failedAt: true,
  changedAt: true,
  replays: true,
} as const;

const status = z.enum(letterStatuses);
const cause = z.looseObject({
  name: z.string().default("Error"),
  message: z.string().default("unknown"),
  stack: z.string().nullable().default(null),
});

interface Row {
  runId: string;
  functionId: string;
  status: string;
  error: unknown;
  failedAt: Date;
  changedAt: Date;
  replays: number;
}

function toRow(row: Row): LetterRow {
  const { name, message } = cause.parse(row.error);
  return {
    ...row,
    status: status.parse(row.status),
    error: { name, message },
    failedAt: row.failedAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
  };
}

/** A page of dead letters, the last failed first; and how many open ones there are of each function. */
export async function findLetters(
  { page, status: wanted, function: functionId }: LetterFilter,
  pageSize: number,
): Promise<{ rows: LetterRow[]; total: number; open: { functionId: string; count: number }[] }> {
  const where = { ...(wanted && { status: wanted }), ...(functionId && { functionId }) };
  const [rows, total, open] = await Promise.all([
    db().deadLetter.findMany({
      where,
      select,
      orderBy: [{ failedAt: "desc" }, { runId: "desc" }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    db().deadLetter.count({ where }),
    db().deadLetter.groupBy({
      by: ["functionId"],
      where: { status: "open" },
      _count: { runId: true },
      orderBy: { functionId: "asc" },
    }),
  ]);
  return {
    rows: rows.map(toRow),
    total,
    open: open.map((group) => ({ functionId: group.functionId, count: group._count.runId })),
  };
}

/** One dead letter; null where there is none. */
export async function findLetter(runId: string): Promise<LetterDetail | null> {
  const row = await db().deadLetter.findUnique({
    where: { runId },
    select: {
      ...select,
      event: true,
      attempts: true,
      steps: true,
      correlationId: true,
      jobRunId: true,
      reason: true,
    },
  });
  if (!row) return null;
  const shown = Array.from({ length: Math.min(row.replays, 20) }, (_, at) =>
    replayRunId(runId, row.replays - at),
  );
  const replays = await db().jobRun.findMany({
    where: { id: { in: shown } },
    orderBy: [{ queuedAt: "desc" }, { id: "desc" }],
    select: { id: true, status: true, queuedAt: true },
  });
  const { event, attempts, correlationId, jobRunId, reason } = row;
  return {
    ...toRow(row),
    ...{ attempts, correlationId, jobRunId, reason },
    stack: cause.parse(row.error).stack,
    event: JSON.stringify(event, null, 2),
    steps: z.array(stepSchema).catch([]).parse(row.steps),
    replayRuns: replays.map((run) => ({
      runId: run.id,
      status: run.status,
      queuedAt: run.queuedAt.toISOString(),
    })),
  };
}

/** The row in job_run that the nth replay of a letter has. */
export function replayRunId(letter: string, replay: number): string {
  return `${letter}-replay-${replay}`;
}

/** What a replay needs: whose run it was and what that was given; null where the letter doesn't wait for it. */
export async function findReplay(
  runId: string,
  replay: number,
): Promise<{ functionId: string; data: Record<string, unknown>; correlationId: string | null } | null> {
  const row = await db().deadLetter.findFirst({
    where: { runId, replays: replay, status: "replaying" },
    select: { functionId: true, event: true, correlationId: true },
  });
  if (!row) return null;
  const event = z.object({ data: z.record(z.string(), z.json()).catch({}) }).parse(row.event);
  // What the engine put in for an invocation is of the run that failed, not of this one.
  const { _inngest: _, ...data } = event.data;
  return { functionId: row.functionId, data, correlationId: row.correlationId };
}

/** The dead letter that a run left; null where it left none. */
export async function findLetterOf(
  runIds: string[],
): Promise<{ runId: string; status: LetterStatus } | null> {
  const letter = await db().deadLetter.findFirst({
    where: { runId: { in: runIds } },
    select: { runId: true, status: true },
  });
  return letter && { runId: letter.runId, status: status.parse(letter.status) };
}
