import { CronExpressionParser } from "cron-parser";
import type pg from "pg";
import type { Logger } from "pino";
import { type Tx, transaction } from "./database";
import type { AppFunction, Functions } from "./functions";
import { type EngineEvent, SCHEDULED } from "./protocol";
import { insertRuns, newRun } from "./runs";

type Cron = Extract<AppFunction["triggers"][number], { cron: unknown }>["cron"];

/** The last slot of `cron` at or before `now`, and the first one after it (ms since 1970). */
export function slotsAround(
  cron: Pick<Cron, "pattern" | "zone">,
  now: number,
): { last: number; next: number } {
  const parse = (currentDate: Date) =>
    CronExpressionParser.parse(cron.pattern, { tz: cron.zone, currentDate });
  return {
    last: parse(new Date(now + 1))
      .prev()
      .getTime(),
    next: parse(new Date(now)).next().getTime(),
  };
}

function slotEvent(cron: Cron, slot: number): EngineEvent {
  const at = new Date(slot).toISOString().replace(".000Z", "Z");
  return { name: SCHEDULED, id: at, ts: slot, data: { cron: cron.text, fireAt: at, scheduledAt: at } };
}

/**
 * Starts a run for each cron function whose last slot has had none: exactly one a slot, for the slot's row
 * moves on in the run's own transaction. After a downtime that is the last missed slot only. A function that
 * is new starts with its next slot.
 * @returns When the next slot is (ms since 1970).
 */
export async function tick(
  pool: pg.Pool,
  functions: Functions,
  now = Date.now(),
): Promise<number | undefined> {
  const crons = [...functions.values()].flatMap((fn) =>
    fn.triggers.flatMap((trigger) => ("cron" in trigger ? [{ fn, cron: trigger.cron }] : [])),
  );
  if (crons.length === 0) return undefined;
  const nexts: number[] = [];
  await transaction(pool, async (tx) => {
    for (const { fn, cron } of crons) {
      const { last, next } = slotsAround(cron, now);
      nexts.push(next);
      if (await moveTo(tx, fn, cron, last)) await insertRuns(tx, newRun(fn, [slotEvent(cron, last)]), now);
    }
  });
  return Math.min(...nexts);
}

/** Moves a cron's row to `slot`; true where it stood before it. */
async function moveTo(tx: Tx, fn: AppFunction, cron: Cron, slot: number): Promise<boolean> {
  const { rows } = await tx.query<{ fresh: boolean }>(
    `INSERT INTO cron_slots (function_id, expression, last_slot) VALUES ($1, $2, $3)
     ON CONFLICT (function_id, expression) DO UPDATE SET last_slot = excluded.last_slot
     WHERE cron_slots.last_slot < excluded.last_slot RETURNING xmax = 0 AS fresh`,
    [fn.id, cron.text, new Date(slot)],
  );
  return rows[0]?.fresh === false;
}

/** Ticks at each slot. */
export class CronClock {
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly pool: pg.Pool,
    private readonly functions: () => Functions,
    private readonly log: Logger,
    /** Told after each tick: runs may have been made. */
    private readonly onTick: () => void,
  ) {}

  /** Ticks now and plans the next tick; called at the start and after each sync that changed functions. */
  async run(): Promise<void> {
    clearTimeout(this.#timer);
    let next: number | undefined = Date.now() + 1_000;
    try {
      next = await tick(this.pool, this.functions());
      this.onTick();
    } catch (error) {
      this.log.error({ err: error }, "couldn't start the runs of a cron slot; trying again");
    }
    if (next === undefined || this.#stopped) return;
    clearTimeout(this.#timer);
    // At most a minute, so that a clock that was set or a machine that slept is noticed.
    this.#timer = setTimeout(() => void this.run(), Math.min(Math.max(next - Date.now(), 0) + 1, 60_000));
  }

  /** Ticks no more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
