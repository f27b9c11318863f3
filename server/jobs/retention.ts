import { db } from "../db";
import { reopenLostReplays } from "./dead-letters/record";

const DAY = 86_400_000;

/**
 * Removes what is past its keeping: counts of limits whose window is over; changes that caches learn of after an hour;
 * sent facts after a day; runs that went well or were cancelled, and their log lines, after two weeks; failed runs and
 * closed dead letters after 90 days. Open letters stay, and letters whose replay was lost open again.
 * @returns rows removed.
 */
export async function pruneJobs(now: Date): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * DAY);
  await reopenLostReplays(now);
  const gone = [
    await db().outbox.deleteMany({ where: { sentAt: { lt: before(1) } } }),
    await db().idempotencyKey.deleteMany({ where: { createdAt: { lt: before(1) } } }),
    await db().jobRun.deleteMany({
      where: { status: { in: ["succeeded", "cancelled"] }, queuedAt: { lt: before(14) } },
    }),
    await db().jobRun.deleteMany({ where: { status: "failed", queuedAt: { lt: before(90) } } }),
    // A process that asks for older changes drops all it keeps.
    await db().cacheChange.deleteMany({ where: { createdAt: { lt: before(1 / 24) } } }),
    await db().jobLog.deleteMany({ where: { at: { lt: before(14) } } }),
    await db().jobProgress.deleteMany({ where: { updatedAt: { lt: before(14) } } }),
    await db().deadLetter.deleteMany({
      where: { status: { in: ["replayed", "discarded"] }, changedAt: { lt: before(90) } },
    }),
  ];
  // By the clock that counts, and past who is counting now: waiting for each other crosswise, one would fail.
  const forgotten = await db().$executeRaw`
    delete from rate_limit where key in (
      select key from rate_limit where expire < 1000 * extract(epoch from now()) for update skip locked)`;
  return gone.reduce((sum, { count }) => sum + count, forgotten);
}
