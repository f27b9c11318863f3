import type { Tx } from "./database";
import { type AppFunction, keyOf } from "./functions";
import type { EngineEvent } from "./protocol";

interface Span {
  start: number;
  count: number;
}

/** Counts one more into the span of `key`, which begins anew when its `limit` a period has been used up. */
async function count(tx: Tx, key: string, limit: number, periodMs: number): Promise<Span> {
  const { rows } = await tx.query<{ start: Date; count: number }>(
    `INSERT INTO spans AS s (key, start, count, until) VALUES ($1, $2::timestamptz, 1, $2::timestamptz + $4::int8 * interval '1 ms')
     ON CONFLICT (key) DO UPDATE SET
       start = CASE WHEN s.until <= excluded.start THEN excluded.start ELSE s.start END,
       count = CASE WHEN s.until <= excluded.start THEN 1 ELSE s.count + 1 END,
       until = CASE WHEN s.until <= excluded.start THEN excluded.until
         ELSE s.start + (s.count / $3::int + 1) * $4::int8 * interval '1 ms' END
     RETURNING start, count`,
    [key, new Date(), limit, periodMs],
  );
  const [span] = rows;
  return { start: span?.start.getTime() ?? Date.now(), count: span?.count ?? 1 };
}

const UNLIMITED = 2 ** 31 - 1;

/** Whether an event is within its function's rate limit; those beyond it are dropped. */
export async function withinRate(
  tx: Tx,
  fn: AppFunction,
  rate: NonNullable<AppFunction["rateLimit"]>,
  event: EngineEvent,
): Promise<boolean> {
  const span = await count(tx, `rate/${fn.id}/${keyOf(rate.key, event)}`, UNLIMITED, rate.period);
  return span.count <= rate.limit;
}

/** When a throttled run may start (ms since 1970): at most `limit` do in a period, the others in later ones. */
export async function throttledUntil(
  tx: Tx,
  fn: AppFunction,
  throttle: NonNullable<AppFunction["throttle"]>,
  event: EngineEvent,
): Promise<number> {
  const { limit, period } = throttle;
  const span = await count(tx, `throttle/${fn.id}/${keyOf(throttle.key, event)}`, limit, period);
  return span.start + Math.floor((span.count - 1) / limit) * period;
}
