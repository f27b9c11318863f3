import { randomUUID } from "node:crypto";
import { db } from "../db";
import { AppError } from "../errors";
import { recordEvent } from "../events";
import { schedules } from "./schedules";

interface Request {
  userId: number;
  correlationId: string;
}

/**
 * Asks for a full edition of one list, or of all.
 * @returns the id to look after its run with.
 * @throws AppError not-found where there is no such list.
 */
export async function requestRecompute(request: Request & { list?: string }): Promise<{ runId: string }> {
  const { list, correlationId } = request;
  if (list !== undefined && !(await db().list.findUnique({ where: { slug: list }, select: { id: true } })))
    throw new AppError("not-found", { userMessage: `There is no list named ${list}.` });
  const data = list === undefined ? { correlationId } : { list, correlationId };
  return await begin("publish-full", "rankings/recompute-requested", request, data);
}

/**
 * Starts a scheduled function now.
 * @throws AppError not-found where there is no such function.
 */
export async function requestRun(request: Request & { functionId: string }): Promise<{ runId: string }> {
  const chosen = schedules.find((one) => one.id === request.functionId);
  if (!chosen)
    throw new AppError("not-found", { userMessage: `There is no job named ${request.functionId}.` });
  return await begin(chosen.id, chosen.request, request, { correlationId: request.correlationId });
}

async function begin(
  functionId: string,
  event: (typeof schedules)[number]["request"],
  { userId, correlationId }: Request,
  data: { correlationId: string; list?: string },
): Promise<{ runId: string }> {
  const runId = randomUUID();
  await db().$transaction(async (tx) => {
    await tx.jobRun.create({
      data: { id: runId, functionId, status: "queued", correlationId, requestedById: userId },
    });
    await recordEvent(tx, event, { runId, ...data });
  });
  return { runId };
}

/** A sign of life; an old one means that no jobs run. */
export async function beat(name: string): Promise<void> {
  const beatAt = new Date();
  await db().heartbeat.upsert({ where: { name }, create: { name, beatAt }, update: { beatAt } });
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Removes what is past its keeping: sent facts after a day, runs that went well after two weeks, failed ones after 90 days. */
export async function pruneJobs(now: Date): Promise<number> {
  const sent = await db().outbox.deleteMany({ where: { sentAt: { lt: new Date(now.getTime() - DAY) } } });
  const runs = await db().jobRun.deleteMany({
    where: { status: "succeeded", queuedAt: { lt: new Date(now.getTime() - 14 * DAY) } },
  });
  const keys = await db().idempotencyKey.deleteMany({
    where: { createdAt: { lt: new Date(now.getTime() - DAY) } },
  });
  // A process that asks for older ones drops all it keeps.
  await db().cacheChange.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - HOUR) } } });
  const failures = await db().jobRun.deleteMany({
    where: { status: "failed", queuedAt: { lt: new Date(now.getTime() - 90 * DAY) } },
  });
  return sent.count + runs.count + keys.count + failures.count;
}
