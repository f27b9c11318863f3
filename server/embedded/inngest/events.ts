import type pg from "pg";
import type { z } from "zod";
import { addToBatch, putOff, takeDueBuckets } from "./buckets";
import { LOCK, type Tx, transaction } from "./database";
import { cancel } from "./ending";
import { compileExpression } from "./expression";
import { type AppFunction, type Functions, keyOf } from "./functions";
import { seededId } from "./ids";
import { throttledUntil, withinRate } from "./limits";
import type { EngineEvent, incomingEvent } from "./protocol";
import { claimOnce, insertRuns, type NewRun, newRun } from "./runs";
import { remember } from "./steps";

function complete(event: z.infer<typeof incomingEvent>, id: string): EngineEvent {
  return { ...event, id, data: event.data ?? {}, ts: event.ts ?? Date.now() };
}

/**
 * Takes events in: those whose id wasn't seen in 24 h start runs and end waits, all in one transaction.
 * @param seed The request's `x-inngest-event-id-seed`, from which ids are derived where none is given.
 * @returns The ids, those of dropped events included.
 */
export async function acceptEvents(
  pool: pg.Pool,
  functions: Functions,
  incoming: z.infer<typeof incomingEvent>[],
  seed?: string,
): Promise<string[]> {
  const events = incoming.map((event, index) => complete(event, event.id || seededId(seed, index)));
  if (events.length === 0) return [];
  await transaction(pool, async (tx) => {
    const fresh = await claimOnce(
      tx,
      events.map((event) => `event/${event.id}`),
    );
    await emit(
      tx,
      functions,
      events.filter((event) => fresh.delete(`event/${event.id}`)),
    );
  });
  return events.map((event) => event.id);
}

/** What `events` set off: runs that they end, runs that they start, and the end of the waits they answer. */
export async function emit(tx: Tx, functions: Functions, events: EngineEvent[]): Promise<void> {
  if (events.length === 0) return;
  const ended = await cancelRuns(tx, functions, events);
  const runs: NewRun[] = [];
  for (const event of events) {
    for (const fn of functions.values()) {
      if (triggers(fn, event)) runs.push(...(await begin(tx, fn, event, ended)));
    }
  }
  await insertRuns(tx, runs);
  await endWaits(tx, events);
  await emit(tx, functions, ended);
}

function triggers(fn: AppFunction, event: EngineEvent): boolean {
  return fn.triggers.some(
    (trigger) =>
      "event" in trigger &&
      trigger.event === event.name &&
      (trigger.expression === undefined || trigger.expression({ event }) === true),
  );
}

async function begin(tx: Tx, fn: AppFunction, event: EngineEvent, ended: EngineEvent[]): Promise<NewRun[]> {
  if (fn.rateLimit && !(await withinRate(tx, fn, fn.rateLimit, event))) return [];
  if (fn.idempotency) {
    const key = `function/${fn.id}/${keyOf(fn.idempotency, event)}`;
    if (!(await claimOnce(tx, [key])).has(key)) return [];
  }
  if (fn.batchEvents) return start(tx, fn, await addToBatch(tx, fn, fn.batchEvents, event), ended);
  if (fn.debounce) {
    await putOff(tx, fn, fn.debounce, event);
    return [];
  }
  return start(tx, fn, [event], ended);
}

/** A run of `fn`, where its singleton allows one; `ended` gets the events of runs that make room for it. */
async function start(
  tx: Tx,
  fn: AppFunction,
  events: EngineEvent[],
  ended: EngineEvent[],
): Promise<NewRun[]> {
  const [event] = events;
  if (!event) return [];
  const dueAt = fn.throttle ? await throttledUntil(tx, fn, fn.throttle, event) : undefined;
  const runs = newRun(fn, events, { dueAt });
  if (!fn.singleton) return runs;
  const key = `${fn.id}/${keyOf(fn.singleton.key, event)}`;
  await tx.query("SELECT pg_advisory_xact_lock($1, hashtext($2))", [LOCK, key]);
  const { rows } = await tx.query<{ id: string }>(
    "SELECT id FROM runs WHERE singleton = $1 AND state = 'running'",
    [key],
  );
  if (rows.length > 0 && fn.singleton.mode === "skip") return [];
  for (const run of rows) ended.push(...(await cancel(tx, run.id)));
  // At once, so that the next event of the same request finds it.
  await insertRuns(
    tx,
    runs.map((run) => ({ ...run, singleton: key })),
  );
  return [];
}

/** Starts the runs of batches and debounces that are due, and ends those whose time is over. */
export async function keepTime(pool: pg.Pool, functions: Functions): Promise<void> {
  await transaction(pool, async (tx) => {
    const ended: EngineEvent[] = [];
    const { rows } = await tx.query<{ id: string }>(
      "SELECT id FROM runs WHERE state = 'running' AND expires_at <= $1",
      [new Date()],
    );
    for (const run of rows) ended.push(...(await cancel(tx, run.id)));
    for (const bucket of await takeDueBuckets(tx, [...functions.keys()])) {
      const fn = functions.get(bucket.functionId);
      if (fn) await insertRuns(tx, await start(tx, fn, bucket.events, ended));
    }
    await emit(tx, functions, ended);
  });
}

interface Running {
  id: string;
  events: EngineEvent[];
  created_at: Date;
}

/** Ends the runs whose `cancelOn` one of `events` meets. */
async function cancelRuns(tx: Tx, functions: Functions, events: EngineEvent[]): Promise<EngineEvent[]> {
  const ended: EngineEvent[] = [];
  for (const fn of functions.values()) {
    for (const rule of fn.cancel ?? []) {
      const met = events.filter((event) => event.name === rule.event);
      if (met.length === 0) continue;
      const { rows } = await tx.query<Running>(
        "SELECT id, events, created_at FROM runs WHERE function_id = $1 AND state = 'running' ORDER BY id",
        [fn.id],
      );
      const open = rows.filter(
        (run) => rule.timeout === undefined || run.created_at.getTime() + rule.timeout > Date.now(),
      );
      for (const run of open) {
        const matches = met.some(
          (event) => !rule.if || rule.if({ event: run.events[0], async: event }) === true,
        );
        if (matches) ended.push(...(await cancel(tx, run.id)));
      }
    }
  }
  return ended;
}

interface Wait {
  id: string;
  run_id: string;
  step_id: string;
  wait_event: string;
  wait_if: string | null;
  events: EngineEvent[];
}

async function endWaits(tx: Tx, events: EngineEvent[]): Promise<void> {
  const names = [...new Set(events.map((event) => event.name))];
  const { rows } = await tx.query<Wait>(
    `SELECT jobs.id, run_id, step_id, wait_event, wait_if, events FROM jobs JOIN runs ON runs.id = run_id
     WHERE wait_event = ANY ($1) AND kind = 'wait' ORDER BY run_id, jobs.id`,
    [names],
  );
  for (const wait of rows) {
    const matches = compileExpression(wait.wait_if ?? "true");
    const answer = events.find(
      (event) => event.name === wait.wait_event && matches({ event: wait.events[0], async: event }) === true,
    );
    if (answer) await remember(tx, wait.run_id, wait.step_id, answer);
  }
}
