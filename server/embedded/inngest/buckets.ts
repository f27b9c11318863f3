import type { Tx } from "./database";
import { type AppFunction, keyOf } from "./functions";
import type { EngineEvent } from "./protocol";

/**
 * Adds an event to its batch.
 * @returns The batch, once it is full; else nothing.
 */
export async function addToBatch(
  tx: Tx,
  fn: AppFunction,
  batch: NonNullable<AppFunction["batchEvents"]>,
  event: EngineEvent,
): Promise<EngineEvent[]> {
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
  return gathered.map(readEvent);
}

/** Puts a debounced run off, to be made with this event unless another one comes. */
export async function putOff(
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

/**
 * Takes the buckets that are due of the functions that are known. The others wait for the app to register them, and
 * are looked at again in a second; a registration without them takes them away.
 */
export async function takeDueBuckets(
  tx: Tx,
  known: readonly string[],
): Promise<{ functionId: string; events: EngineEvent[] }[]> {
  const now = new Date();
  await tx.query("UPDATE buckets SET due_at = $2 WHERE due_at <= $1 AND NOT function_id = ANY($3)", [
    now,
    new Date(now.getTime() + 1_000),
    known,
  ]);
  const { rows } = await tx.query<{ function_id: string; events: string[] }>(
    "DELETE FROM buckets WHERE due_at <= $1 RETURNING function_id, events",
    [now],
  );
  return rows.map((row) => ({ functionId: row.function_id, events: row.events.map(readEvent) }));
}
