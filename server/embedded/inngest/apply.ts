import type pg from "pg";
import type { Answer } from "./answer";
import type { Call } from "./call";
import { type Tx, transaction } from "./database";
import { backoffMs, momentMs } from "./duration";
import { end } from "./ending";
import { emit } from "./events";
import { expressionFault } from "./expression";
import type { Functions } from "./functions";
import { ulid } from "./ids";
import { engineError, INVOKED, type Op, type WireError } from "./protocol";
import { insertRuns, newRun } from "./runs";
import { goOn, memoise } from "./steps";

/** What applying needs to know of the engine. */
export interface Rules {
  pool: pg.Pool;
  functions: () => Functions;
  retryBaseMs: number;
}

/** How many cut calls of one step cost no attempt; then something kills the app each time, perhaps the step. */
const MOST_CUTS = 20;
/** The wait after a cut call doubles this often: from 1 s to 8.5 minutes. */
const MOST_DOUBLINGS = 9;

type Found<Name extends Op["op"]> = Extract<Op, { op: Name }>;

/**
 * Applies a call's answer in one transaction.
 * @returns False where the call was taken again or its run has ended meanwhile: the answer is dropped.
 */
export function applyAnswer(
  rules: Rules,
  call: Call,
  answer: Exclude<Answer, { kind: "away" }>,
): Promise<boolean> {
  return transaction(rules.pool, async (tx) => {
    const { rows } = await tx.query<{ again: boolean; cuts: number }>(
      `SELECT again, cuts FROM runs JOIN jobs ON run_id = runs.id
       WHERE runs.id = $1 AND state = 'running' AND jobs.id = $2 AND generation = $3 AND running FOR UPDATE`,
      [call.runId, call.jobId, call.generation],
    );
    const [job] = rows;
    if (!job) return false;
    if (answer.kind === "ops") await applyOps(rules, tx, call, answer, job.again);
    else if (answer.kind === "cut" && job.cuts < MOST_CUTS) await callAgain(rules, tx, call, job.cuts);
    else if (answer.kind !== "error") await applyBroken(rules, tx, call, answer.reason);
    else if (answer.retry && lives(call)) await retry(rules, tx, call, answer.retryAfterMs);
    else await fail(rules, tx, call, answer.error);
    return true;
  });
}

function lives(call: Call): boolean {
  return call.attempt + 1 < call.maxAttempts;
}

async function retry(rules: Rules, tx: Tx, call: Call, afterMs: number | undefined): Promise<void> {
  const due = Date.now() + Math.round(afterMs ?? backoffMs(call.attempt, rules.retryBaseMs));
  await requeue(tx, call, due, { attempts: 1, cuts: 0 });
}

/** Puts a call back on the queue, to be made at `due`, with what the last one cost. */
async function requeue(
  tx: Tx,
  call: Call,
  due: number,
  cost: { attempts: number; cuts: number },
): Promise<void> {
  await tx.query(
    `UPDATE jobs SET running = false, again = false, attempt = attempt + $4, cuts = cuts + $5, due_at = $2,
       rank = $3::bigint - (SELECT priority * 1000 FROM runs WHERE runs.id = run_id)
     WHERE id = $1`,
    [call.jobId, new Date(due), due, cost.attempts, cost.cuts],
  );
}

/**
 * An app that died under a call is no fault of the function's: the call is made again soon and costs none of
 * its attempts. The wait grows each time, so that a step which itself kills the app doesn't keep it down.
 */
async function callAgain(rules: Rules, tx: Tx, call: Call, cuts: number): Promise<void> {
  const wait = (rules.retryBaseMs / 15) * 2 ** Math.min(cuts, MOST_DOUBLINGS);
  await requeue(tx, call, Math.round(Date.now() + wait), { attempts: 0, cuts: 1 });
}

/** What is no answer is asked for again soon, not after the schedule's wait. */
async function applyBroken(rules: Rules, tx: Tx, call: Call, reason: string): Promise<void> {
  const error = engineError(`The call to the app broke: ${reason}.`);
  if (lives(call)) await retry(rules, tx, call, rules.retryBaseMs / 15);
  else if (call.stepId === "step") await fail(rules, tx, call, error);
  else await applyOps(rules, tx, call, failedStep(call.stepId, error), false);
}

function failedStep(id: string, error: WireError): Extract<Answer, { kind: "ops" }> {
  return {
    kind: "ops",
    ops: [{ op: "StepFailed", id, error }],
    discoverEach: false,
    retryAfterMs: undefined,
  };
}

async function applyOps(
  rules: Rules,
  tx: Tx,
  call: Call,
  answer: Extract<Answer, { kind: "ops" }>,
  again: boolean,
): Promise<void> {
  const kept = answer.ops.flatMap((found): { id: string; value: unknown }[] => {
    if (found.op === "StepRun") return [{ id: found.id, value: { data: found.data ?? null } }];
    const final = found.op === "StepFailed" || (found.op === "StepError" && !lives(call));
    return final ? [{ id: found.id, value: { error: found.error } }] : [];
  });
  await memoise(tx, call.runId, kept);

  const done = answer.ops.find((found) => found.op === "RunComplete");
  if (done) {
    await end(tx, call.runId, { state: "completed", output: { data: done.data ?? null } });
    return;
  }

  if (answer.ops.some((found) => found.op === "StepError") && lives(call)) {
    await retry(rules, tx, call, answer.retryAfterMs);
  } else {
    await tx.query("DELETE FROM jobs WHERE id = $1", [call.jobId]);
  }
  for (const found of answer.ops) {
    const fault = await waitFor(rules, tx, call, found);
    if (fault) return fail(rules, tx, call, engineError(fault));
  }
  const race = answer.ops.some((found) => found.op === "StepRun" && found.opts?.parallelMode === "race");
  await goOn(tx, call.runId, again || race || (answer.discoverEach && kept.length > 0));
}

/** Enqueues what the run now waits for; returns in plain words why it can't. */
async function waitFor(rules: Rules, tx: Tx, call: Call, found: Op): Promise<string | undefined> {
  const now = Date.now();
  if (found.op === "StepPlanned") {
    await enqueue(tx, call, found.id, "call", now);
  } else if (found.op === "Sleep") {
    const due = momentMs(found.name, now);
    if (due === undefined) return `The embedded engine can't read the time "${found.name}" of a sleep.`;
    await enqueue(tx, call, found.id, "sleep", due);
  } else if (found.op === "WaitForEvent") {
    const due = momentMs(found.opts.timeout, now);
    if (due === undefined)
      return `The embedded engine can't read the timeout "${found.opts.timeout}" of a wait.`;
    const fault = expressionFault(found.opts.if ?? "true");
    if (fault) return `The embedded engine can't read the condition of a wait: ${fault}.`;
    await enqueue(tx, call, found.id, "wait", due, { event: found.name, condition: found.opts.if });
  } else if (found.op === "InvokeFunction") {
    return invoke(rules, tx, call, found, now);
  }
  return undefined;
}

async function invoke(
  rules: Rules,
  tx: Tx,
  call: Call,
  found: Found<"InvokeFunction">,
  now: number,
): Promise<string | undefined> {
  const { function_id: id, payload, timeout } = found.opts;
  const fn = rules.functions().get(id);
  if (!fn) return `Could not find function with ID: ${id}`;
  const due = timeout === undefined ? null : momentMs(timeout, now);
  if (due === undefined) return `The embedded engine can't read the timeout "${timeout}" of an invocation.`;
  if (!(await enqueue(tx, call, found.id, "invoke", due))) return undefined;
  const origin = { fn_id: id, correlation_id: `${call.runId}.${found.id}` };
  const event = { name: INVOKED, id: ulid(), ts: now, data: { ...payload?.data, _inngest: origin } };
  await insertRuns(tx, newRun(fn, [event], { parent: { run: call.runId, step: found.id } }), now);
  return undefined;
}

async function enqueue(
  tx: Tx,
  call: Call,
  stepId: string,
  kind: "call" | "sleep" | "wait" | "invoke",
  due: number | null,
  wait?: { event: string; condition: string | undefined },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO jobs (run_id, step_id, kind, due_at, rank, lane, wait_event, wait_if)
     SELECT id, $2, $3, $4, $5::bigint - priority * 1000, CASE $3 WHEN 'call' THEN lane END, $6, $7 FROM runs
     WHERE id = $1 AND NOT EXISTS (SELECT FROM steps WHERE run_id = $1 AND steps.id = $2)
     ON CONFLICT DO NOTHING`,
    [call.runId, stepId, kind, due === null ? null : new Date(due), due, wait?.event, wait?.condition],
  );
  return rowCount === 1;
}

async function fail(rules: Rules, tx: Tx, call: Call, error: WireError): Promise<void> {
  await emit(tx, rules.functions(), await end(tx, call.runId, { state: "failed", output: { error } }));
}
