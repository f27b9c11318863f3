import { type Actor, recordAudit } from "../../audit/commands";
import { db, type Tx } from "../../db";
import { AppError } from "../../errors";
import { factOf } from "../../events";

/** Most letters replayed in one go; the next go takes the next. */
const MOST = 1_000;

/**
 * Has one dead letter's function run once more with what it was given.
 * @throws AppError not-found; conflict where the letter isn't open.
 */
export async function requestReplay(runId: string, actor: Actor): Promise<void> {
  await db().$transaction(async (tx) => {
    const [letter] = await open(tx, [runId]);
    if (!letter) throw await refusal(tx, runId);
    await sendOff(tx, [letter], actor);
    const { functionId, replays } = letter;
    await recordAudit(tx, actor, {
      action: "dead-letter.replay",
      subject: runId,
      detail: { function: functionId, replay: replays },
    });
  });
}

/**
 * Replays the open letters of one function, the oldest first, a thousand at most.
 * @returns how many.
 */
export async function requestReplayAll(functionId: string, actor: Actor): Promise<{ count: number }> {
  return await db().$transaction(async (tx) => {
    const chosen = await tx.deadLetter.findMany({
      where: { functionId, status: "open" },
      orderBy: [{ failedAt: "asc" }, { runId: "asc" }],
      take: MOST,
      select: { runId: true },
    });
    const letters = await open(
      tx,
      chosen.map((letter) => letter.runId),
    );
    await sendOff(tx, letters, actor);
    const { length: count } = letters;
    if (count > 0)
      await recordAudit(tx, actor, {
        action: "dead-letter.replay",
        subject: functionId,
        detail: { function: functionId, letters: count },
      });
    return { count };
  });
}

/**
 * Closes a letter without a replay.
 * @throws AppError not-found; conflict where it isn't open.
 */
export async function discardLetter(runId: string, reason: string, actor: Actor): Promise<void> {
  await db().$transaction(async (tx) => {
    const [letter] = await tx.deadLetter.updateManyAndReturn({
      where: { runId, status: "open" },
      data: { status: "discarded", reason, changedAt: new Date() },
      select: { functionId: true },
    });
    if (!letter) throw await refusal(tx, runId);
    const detail = { function: letter.functionId, reason };
    await recordAudit(tx, actor, { action: "dead-letter.discard", subject: runId, detail });
  });
}

interface Letter {
  runId: string;
  functionId: string;
  replays: number;
}

/** Takes open letters for a replay; of two who take the same one gets it. */
async function open(tx: Tx, runIds: string[]): Promise<Letter[]> {
  if (runIds.length === 0) return [];
  return await tx.$queryRaw<Letter[]>`
    update dead_letter set status = 'replaying', replays = replays + 1, changed_at = now()
    where run_id = any(${runIds}) and status = 'open'
    returning run_id as "runId", function_id as "functionId", replays`;
}

async function sendOff(tx: Tx, letters: Letter[], { correlationId }: Actor): Promise<void> {
  const facts = letters.map(({ runId, replays }) =>
    factOf("dead-letter/replay-requested", { letter: runId, replay: replays, correlationId }),
  );
  await tx.outbox.createMany({ data: facts });
}

async function refusal(tx: Tx, runId: string): Promise<AppError> {
  const letter = await tx.deadLetter.findUnique({ where: { runId }, select: { status: true } });
  return letter
    ? new AppError("conflict", {
        userMessage: `This dead letter isn't open any more: it is ${letter.status}. Load the page again.`,
      })
    : new AppError("not-found", { userMessage: "There is no such dead letter; it may have been removed." });
}
