import type pg from "pg";
import type { z } from "zod";
import { type Tx, transaction } from "./database";
import { compileExpression } from "./expression";
import { type AppFunction, type Functions, keyOf } from "./functions";
import { seededId } from "./ids";
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

/** What `events` set off: runs of the functions they trigger, and the end of the waits they answer. */
export async function emit(tx: Tx, functions: Functions, events: EngineEvent[]): Promise<void> {
  const runs: NewRun[] = [];
  for (const event of events) {
    for (const fn of functions.values()) {
      if (triggers(fn, event)) runs.push(...(await begin(tx, fn, event)));
    }
  }
  await insertRuns(tx, runs);
  await endWaits(tx, events);
}

function triggers(fn: AppFunction, event: EngineEvent): boolean {
  return fn.triggers.some(
    (trigger) =>
      "event" in trigger &&
      trigger.event === event.name &&
      (trigger.expression === undefined || trigger.expression({ event }) === true),
  );
}

async function begin(tx: Tx, fn: AppFunction, event: EngineEvent): Promise<NewRun[]> {
  if (fn.idempotency) {
    const key = `function/${fn.id}/${keyOf(fn.idempotency, event)}`;
    if (!(await claimOnce(tx, [key])).has(key)) return [];
  }
  if (fn.batchEvents) return addToBatch(tx, fn, fn.batchEvents, event);
  if (fn.debounce) {
    await putOff(tx, fn, fn.debounce, event);
    return [];
  }
  return newRun(fn, [event]);
}

async function addToBatch(
  tx: Tx,
  fn: AppFunction,
  batch: NonNullable<AppFunction["batchEvents"]>,
  event: EngineEvent,
): Promise<NewRun[]> {
  const now = Date.now();
  const key = keyOf(batch.key, event);
  const { rows } = await tx.query<{ events: string[] }>(
    `INSERT INTO buckets (function_id, key, events, first_at, due_at) VALUES ($1, $2, ARRAY[$3], $4, $5)
     ON CONFLICT (function_id, key) DO UPDATE SET events = array_append(buckets.events, $3) RETURNING events`,
    [fn.id, key, JSON.stringify(event), new Date(now), new Date(now + batch.timeout)],
  );
  const gathered = rows[0]?.events ?? [];
  if (gathered.length < batch.maxSize) return [];
  await tx.query("DELETE FROM buckets WHERE function_id = $1 AND key = $2", [fn.id, key]);
  return newRun(fn, gathered.map(readEvent));
}

async function putOff(
  tx: Tx,
  fn: AppFunction,
  debounce: NonNullable<AppFunction["debounce"]>,
  event: EngineEvent,
): Promise<void> {
  const now = Date.now();
  await tx.query(
    `INSERT INTO buckets (function_id, key, events, first_at, due_at) VALUES ($1, $2, ARRAY[$3], $4, $5)
     ON CONFLICT (function_id, key) DO UPDATE
     SET events = excluded.events, due_at = least(excluded.due_at, buckets.first_at + $6 * interval '1 ms')`,
    [
      fn.id,
      keyOf(debounce.key, event),
      JSON.stringify(event),
      new Date(now),
      new Date(now + Math.min(debounce.period, debounce.timeout ?? debounce.period)),
      debounce.timeout ?? null,
    ],
  );
}

function readEvent(text: string): EngineEvent {
  return JSON.parse(text);
}

/** Starts the runs of batches and debounces that are due. */
export async function emptyBuckets(pool: pg.Pool, functions: Functions): Promise<void> {
  await transaction(pool, async (tx) => {
    const { rows } = await tx.query<{ function_id: string; events: string[] }>(
      "DELETE FROM buckets WHERE due_at <= $1 RETURNING function_id, events",
      [new Date()],
    );
    const runs = rows.flatMap((row) => {
      const fn = functions.get(row.function_id);
      return fn ? newRun(fn, row.events.map(readEvent)) : [];
    });
    await insertRuns(tx, runs);
  });
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
