import { db } from "../db";

/** What waits, for metrics; ages in seconds. */
export interface Backlog {
  outbox: number;
  outboxAge: number;
  dirty: number;
  deadLetters: number;
  /** Null before the first beat. */
  heartbeatAge: number | null;
}

/** How much waits, and for how long; one short statement. */
export async function findBacklog(): Promise<Backlog> {
  const [row] = await db().$queryRaw<Backlog[]>`
    select count(*)::int as outbox,
      coalesce(greatest(0, extract(epoch from now() - min(created_at))), 0)::float8 as "outboxAge",
      (select count(distinct movie_id)::int from dirty_movie) as dirty,
      (select count(*)::int from dead_letter where status = 'open') as "deadLetters",
      (select extract(epoch from now() - beat_at)::float8 from heartbeat where name = 'sweep') as "heartbeatAge"
    from outbox where sent_at is null`;
  return row ?? { outbox: 0, outboxAge: 0, dirty: 0, deadLetters: 0, heartbeatAge: null };
}
