import { db } from "../db";

/**
 * Keeps how far a run is (so much done of so much, and what it is about), for those who look on; outside of
 * the step's own transaction, so that they see it.
 */
export function progressOf(runId: string): (done: number, total: number, words: string) => Promise<void> {
  return async (done, total, words) => {
    const row = { done, total, words, updatedAt: new Date() };
    await db().jobProgress.upsert({ where: { runId }, create: { runId, ...row }, update: row });
  };
}
