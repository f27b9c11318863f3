import type pg from "pg";
import { transaction } from "./database";

/** Less than this (ms) is the clock being kept right. */
const JUMP_MS = 10_000;

/** Notices that the machine's clock was set back, by one that only counts. */
export class ClockWatch {
  #offset = Date.now() - performance.now();

  /** By how many milliseconds the clock was set back since the last look; 0 where it wasn't. */
  setBack(): number {
    const offset = Date.now() - performance.now();
    const back = this.#offset - offset;
    this.#offset = offset;
    return back > JUMP_MS ? back : 0;
  }
}

/**
 * Takes back by as much what was planned by the clock as it was: calls, batches, debounces, and crons whose
 * slots seemed over. Sleeps and waits keep their moment. (A clock that is set forward needs nothing: what is
 * due by it is due.)
 */
export async function takeBack(pool: pg.Pool, backMs: number, now = Date.now()): Promise<void> {
  const by = [Math.round(backMs), new Date(now)];
  await transaction(pool, async (tx) => {
    await tx.query(
      `UPDATE jobs SET due_at = due_at - $1 * interval '1 ms', rank = rank - $1
       WHERE kind = 'call' AND NOT running AND due_at > $2`,
      by,
    );
    await tx.query(
      `UPDATE buckets SET due_at = due_at - $1 * interval '1 ms', first_at = first_at - $1 * interval '1 ms'
       WHERE due_at > $2`,
      by,
    );
    await tx.query("UPDATE cron_slots SET last_slot = $1 WHERE last_slot > $1", [new Date(now)]);
  });
}
