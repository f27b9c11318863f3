import { setTimeout as pause } from "node:timers/promises";
import { learnChanges } from "../../cache";
import { refreshRankings } from "../../ranking/commands";
import type { Published } from "../../ranking/editions";
import { cancellable, inngest, refreshRequested, wake } from "../client";
import { requestOf } from "../request";

/** Milliseconds. */
const LONGEST_REST = 1_000;

/** So many times as long as it worked it rests, so that votes have three quarters of the time for themselves. */
const RESTS = 3;

/** So many votes that came while an edition was made are a flood. */
const FLOOD = 20;

/**
 * Milliseconds to rest after a round that took so many: none while anything is left over or few votes came meanwhile.
 * @param waiting votes that came while it worked
 */
export function restAfter({ more, waiting }: { more: boolean; waiting: number }, took: number): number {
  return !more && waiting >= FLOOD ? Math.min(LONGEST_REST, RESTS * took) : 0;
}

/**
 * Publishes what votes have changed, as soon as the first of them wakes it. One run at a time; it looks
 * again until nothing is dirty. Under a flood of votes it rests between two editions for three times as long as it
 * worked, so that the votes have most of the database, and more of them share an edition.
 */
export const refreshRankingsFunction = inngest.createFunction(
  {
    ...cancellable("refresh-rankings"),
    name: "Publish what votes changed",
    triggers: [wake, refreshRequested],
    concurrency: { limit: 1 },
    retries: 4,
  },
  async ({ event, step, runId }) => {
    const id = requestOf(event.data)?.runId ?? runId;
    const published: Published[] = [];
    for (let round = 1, more = true; more; round++) {
      const refreshed = await step.run(`publish-${round}`, async () => {
        const began = performance.now();
        const result = await refreshRankings({ runId: id, reason: "votes" });
        await learnChanges();
        const rest = restAfter(result, performance.now() - began);
        if (rest > 0) await pause(rest);
        return result;
      });
      published.push(...refreshed.published);
      more = refreshed.more;
    }
    return { published };
  },
);
