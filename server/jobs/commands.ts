import { randomUUID } from "node:crypto";
import { type Actor, recordAudit } from "../audit/commands";
import { db, type Tx } from "../db";
import { AppError } from "../errors";
import { recordEvent } from "../events";
import { bookkeeping, schedules } from "./schedules";

/**
 * Asks for a full edition of one list, or of all.
 * @returns the id to look after its run with.
 * @throws AppError not-found where there is no such list.
 */
export async function requestRecompute(actor: Actor, list?: string): Promise<{ runId: string }> {
  if (list !== undefined && !(await db().list.findUnique({ where: { slug: list }, select: { id: true } })))
    throw new AppError("not-found", { userMessage: `There is no list named ${list}.` });
  const data = list === undefined ? {} : { list };
  return await begin("publish-full", "rankings/recompute-requested", actor, data);
}

/**
 * Asks for a training of the recommender now.
 * @param refit with a new vocabulary and new projections.
 * @returns the id to look after its run with.
 */
export async function requestTraining(actor: Actor, refit: boolean): Promise<{ runId: string }> {
  return await begin("train-recommendations", "recommendations/train-requested", actor, { refit });
}

/**
 * Starts a scheduled function now.
 * @throws AppError not-found where there is no such function.
 */
export async function requestRun(functionId: string, actor: Actor): Promise<{ runId: string }> {
  const chosen = schedules.find((one) => one.id === functionId);
  if (!chosen) throw new AppError("not-found", { userMessage: `There is no job named ${functionId}.` });
  return await begin(chosen.id, chosen.request, actor, {});
}

async function begin(
  functionId: string,
  event: (typeof schedules)[number]["request"],
  actor: Actor,
  data: { list?: string; refit?: boolean },
): Promise<{ runId: string }> {
  const runId = randomUUID();
  const { userId, correlationId } = actor;
  await db().$transaction(async (tx) => {
    const eventId = await recordEvent(tx, event, { runId, correlationId, ...data });
    await tx.jobRun.create({
      data: { id: runId, functionId, status: "queued", correlationId, requestedById: userId, eventId },
    });
    const detail = {
      function: functionId,
      ...(data.list === undefined ? {} : { list: data.list }),
      ...(data.refit ? { vocabulary: "new" } : {}),
    };
    await recordAudit(tx, actor, { action: "run.start", subject: runId, detail });
  });
  return { runId };
}

/**
 * Has a run end before its time. One whose fact hasn't left the outbox ends here and now; of another the
 * engine is told, and what step is under way is the last.
 * @throws AppError not-found; conflict where it has ended, is being cancelled already, or must not be.
 */
export async function requestCancel(runId: string, actor: Actor): Promise<void> {
  await db().$transaction(async (tx) => {
    const [run] = await tx.$queryRaw<Cancelled[]>`
      select function_id as "functionId", event_id as "eventId", status::text as status,
        cancel_requested_at is not null as asked
      from job_run where id = ${runId} for update`;
    if (!run) throw new AppError("not-found", { userMessage: "There is no such run." });
    if (bookkeeping.has(run.functionId))
      throw new AppError("conflict", {
        userMessage: "This job writes down what failed or was cancelled; it has to run to its end.",
      });
    if (run.asked || !run.eventId || (run.status !== "queued" && run.status !== "running"))
      throw new AppError("conflict", {
        userMessage: run.asked ? "This run is being cancelled already." : "This run has ended already.",
      });
    await end(tx, runId, { ...run, eventId: run.eventId }, actor.correlationId);
    const detail = { function: run.functionId };
    await recordAudit(tx, actor, { action: "run.cancel", subject: runId, detail });
  });
}

interface Cancelled {
  functionId: string;
  eventId: string | null;
  status: string;
  asked: boolean;
}

async function end(
  tx: Tx,
  id: string,
  { functionId, eventId }: { functionId: string; eventId: string },
  correlationId: string,
): Promise<void> {
  const now = new Date();
  const unsent = await tx.outbox.deleteMany({ where: { id: eventId, sentAt: null } });
  const over = unsent.count > 0 ? { status: "cancelled" as const, finishedAt: now } : {};
  await tx.jobRun.update({ where: { id }, data: { cancelRequestedAt: now, ...over }, select: { id: true } });
  if (unsent.count === 0)
    await recordEvent(tx, "job/cancel-requested", { functionId, eventId, correlationId });
}

/** A run that an engine has cancelled is over; one that was quicker stays as it ended. */
export async function noteCancelled(runId: string): Promise<void> {
  await db().jobRun.updateMany({
    where: { id: runId, status: { in: ["queued", "running"] } },
    data: { status: "cancelled", finishedAt: new Date() },
  });
}

/** A sign of life; an old one means that no jobs run. */
export async function beat(name: string): Promise<void> {
  const beatAt = new Date();
  await db().heartbeat.upsert({ where: { name }, create: { name, beatAt }, update: { beatAt } });
}
