import { z } from "zod";
import { raiseAlert } from "../../alerts/commands";
import { db } from "../../db";
import { logger } from "../../observability/logger";
import { storable, storableText } from "../../storable";
import { REPLAY } from "../schedules";

/** What a replay adds to the data that it invokes a function with. */
const replayed = z.object({ replayOf: z.string(), replay: z.int() });

/** What the job that sees to a replay is given. */
const asked = z.object({ letter: z.string(), replay: z.int() });

/** The data of `inngest/function.failed`. */
export const failureSchema = z.looseObject({
  function_id: z.string(),
  run_id: z.string(),
  error: z.looseObject({ name: z.string().optional(), message: z.string().optional() }),
  event: z.looseObject({
    name: z.string().optional(),
    data: z.looseObject({ correlationId: z.string().optional(), runId: z.string().optional() }).optional(),
  }),
});
type Failure = z.infer<typeof failureSchema>;

/** The data of `inngest/function.cancelled`. */
export const cancelledSchema = failureSchema.omit({ error: true });

/** A replay that was cancelled leaves its letter open; the job that sees to it can't say so any more. */
export async function reopenCancelled({
  function_id,
  event,
}: z.infer<typeof cancelledSchema>): Promise<void> {
  const replay = asked.safeParse(event.data);
  if (function_id.endsWith(`-${REPLAY}`) && replay.success)
    await settleReplay(replay.data.letter, replay.data.replay, { failed: "The replay was cancelled." });
}

/**
 * Keeps a failed run with its cause and payload, once however often it is told, ends its row, and has the
 * operators told. A replay that failed makes no letter of its own: it opens the one it was of again.
 */
export async function recordDeadLetter(failure: Failure): Promise<void> {
  const functionId = failure.function_id.replace(/^marquee-/, "");
  const message = storableText(failure.error.message ?? "unknown");
  const jobRunId = failure.event.data?.runId ?? failure.run_id;
  await db().jobRun.updateMany({
    where: { id: jobRunId, status: { notIn: ["succeeded", "cancelled"] } },
    data: { status: "failed", finishedAt: new Date(), error: message },
  });
  logger.error({ functionId, runId: failure.run_id, error: failure.error.message }, "A run failed for good.");
  const fresh = isReplay(failure, functionId)
    ? await reopen(failure, functionId, message)
    : await create(failure, functionId, jobRunId);
  if (!fresh) return;
  await raiseAlert({
    cause: `dead-letter:${functionId}`,
    title: `A job failed for good: ${functionId}`,
    text: message.slice(0, 1_000),
    path: `/admin/dead-letters/${encodeURIComponent(fresh)}`,
  });
}

/** @returns the letter's id where it is open: a try that broke off after this has not told of it yet. */
async function create(failure: Failure, functionId: string, jobRunId: string): Promise<string | null> {
  const run = await db().jobRun.findUnique({
    where: { id: jobRunId },
    select: { attempts: true, steps: true },
  });
  await db().deadLetter.createMany({
    data: {
      runId: failure.run_id,
      functionId,
      event: storable(failure.event),
      error: storable(failure.error),
      correlationId: failure.event.data?.correlationId ?? null,
      attempts: run?.attempts ?? 0,
      steps: storable(run?.steps ?? []),
      jobRunId,
    },
    skipDuplicates: true,
  });
  const letter = await db().deadLetter.findUnique({
    where: { runId: failure.run_id },
    select: { status: true },
  });
  return letter?.status === "open" ? failure.run_id : null;
}

/** Whether a letter is there already for what failed: it was a replay, or the job that sees to one. */
function isReplay({ event }: Failure, functionId: string): boolean {
  return functionId === REPLAY || replayed.safeParse(event.data).success;
}

/** Opens that letter again. @returns its id, where that changed something. */
async function reopen(failure: Failure, functionId: string, message: string): Promise<string | null> {
  const { data } = failure.event;
  if (functionId === REPLAY) {
    const { letter, replay } = asked.parse(data);
    return await settleReplay(letter, replay, { failed: message });
  }
  const { replayOf, replay } = replayed.parse(data);
  return await settleReplay(replayOf, replay, { failed: message, error: failure.error });
}

/** What a letter says of its last replay, when that has ended. */
type Outcome = "replayed" | { failed: string; error?: unknown };

/**
 * Notes how a replay ended; one that isn't the letter's last any more changes nothing, nor does one that has
 * been told of already, but for the cause: the failed run itself knows it best.
 * @returns the letter's id, where something changed.
 */
export async function settleReplay(letter: string, replay: number, outcome: Outcome): Promise<string | null> {
  const where = { runId: letter, replays: replay, status: "replaying" };
  const changedAt = new Date();
  if (outcome === "replayed") {
    const closed = await db().deadLetter.updateMany({ where, data: { status: "replayed", changedAt } });
    return closed.count > 0 ? letter : null;
  }
  const told = outcome.error !== undefined;
  const error = storable(outcome.error ?? { name: "Error", message: outcome.failed });
  const opened = await db().deadLetter.updateMany({
    where: told ? { ...where, status: { in: ["replaying", "open"] } } : where,
    data: { status: "open", error, changedAt, failedAt: changedAt },
  });
  return opened.count > 0 ? letter : null;
}

/** How long a replay may take, in milliseconds; the engine gives up a little earlier. */
const REPLAY_LASTS = 25 * 3_600_000;

/** Opens letters whose replay was never heard of again: its engine lost it. @returns how many. */
export async function reopenLostReplays(now: Date): Promise<number> {
  const { count } = await db().deadLetter.updateMany({
    where: { status: "replaying", changedAt: { lt: new Date(now.getTime() - REPLAY_LASTS) } },
    data: { status: "open", changedAt: now },
  });
  return count;
}
