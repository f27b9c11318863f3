import { deliverWaiting, raiseAlert } from "../alerts/commands";
import { db } from "../db";
import { logger } from "../observability/logger";
import { readEngineHealth } from "./engine-health";
import { findHeartbeat, STALE_AFTER } from "./queries";

/** How often a site looks, in milliseconds. */
const EVERY = 30_000;

/** Work that is ready and waits longer than this is told, in milliseconds. */
const LONGEST_WAIT = 60_000;

/** What the job engine hasn't sent within this is sent from here, in milliseconds. */
const ENGINE_SENDS_WITHIN = 60_000;

/**
 * Looks after the job engine from outside: no job can tell that no jobs run. Each site process looks; the
 * alert's row decides that one of them tells. What it raises it also sends.
 */
export async function watchOnce(now = new Date()): Promise<void> {
  const beatAt = await findHeartbeat("sweep");
  const silence = beatAt ? now.getTime() - beatAt.getTime() : 0;
  const stopped = silence > STALE_AFTER;
  if (stopped)
    await raiseAlert(
      {
        cause: "heartbeat",
        title: "No jobs run",
        text: `The heartbeat of each minute was last written ${minutes(silence)} ago. The job engine, or its way to the site or the database, is down; rankings stand as they are.`,
        path: "/admin/runs",
      },
      now,
    );
  const waited = await findLongestWait(now);
  const stuck = waited > LONGEST_WAIT;
  if (stuck)
    await raiseAlert(
      {
        cause: "queue",
        title: "Jobs wait too long",
        text: `The oldest job that is ready has waited for ${minutes(waited)}. The engine is down, too slow, or held up by a job that takes long.`,
        path: "/admin/runs",
      },
      now,
    );
  // An engine in trouble isn't asked to tell of it.
  await deliverWaiting(stopped || stuck ? 0 : ENGINE_SENDS_WITHIN, now);
}

function minutes(milliseconds: number): string {
  return milliseconds < 120_000
    ? `${Math.round(milliseconds / 1_000)} seconds`
    : `${Math.round(milliseconds / 60_000)} minutes`;
}

/** How long the oldest work that is ready has waited: a call in our engine's queue, or a fact in the outbox. */
async function findLongestWait(now: Date): Promise<number> {
  const fact = await db().outbox.findFirst({
    where: { sentAt: null },
    orderBy: { createdAt: "asc" },
    select: { createdAt: true },
  });
  const engine = await readEngineHealth().catch(() => null);
  return Math.max(fact ? now.getTime() - fact.createdAt.getTime() : 0, engine?.oldestReadyAgeMs ?? 0);
}

/** Begins to look, every half a minute, for as long as the process lives. A look that fails is only logged. */
export function startWatch(): void {
  let busy = false;
  const look = async () => {
    if (busy) return;
    busy = true;
    try {
      await watchOnce();
    } catch (error) {
      logger.warn({ error }, "The watch over the jobs could not look.");
    }
    busy = false;
  };
  setInterval(() => void look(), EVERY).unref();
}
