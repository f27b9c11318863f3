import { createHash, timingSafeEqual } from "node:crypto";
import { poolState } from "../db";
import { env } from "../env";
import { findBacklog } from "../jobs/backlog";
import { readEngineHealth } from "../jobs/engine-health";
import { logger } from "../observability/logger";
import { metrics } from "../observability/metrics";

function sameSecret(given: string, wanted: string): boolean {
  const [left, right] = [given, wanted].map((text) => createHash("sha256").update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

/**
 * What Prometheus reads. 404 where no token is set for it, 401 for another token; what doesn't answer while
 * it is asked is told as down, with the rest.
 */
export async function scrape(request: Request): Promise<Response> {
  const headers = { "Cache-Control": "no-store" };
  const { MARQUEE_METRICS_TOKEN: token } = env();
  if (token === undefined) return new Response("Not found\n", { status: 404, headers });
  if (!sameSecret(request.headers.get("authorization") ?? "", `Bearer ${token}`))
    return new Response("This needs the token of the metrics: Authorization: Bearer …\n", {
      status: 401,
      headers: { ...headers, "WWW-Authenticate": 'Bearer realm="metrics"' },
    });
  await Promise.all([ask("database", readDatabase), ask("engine", readEngine)]);
  const { registry } = metrics();
  return new Response(await registry.metrics(), {
    headers: { ...headers, "Content-Type": registry.contentType },
  });
}

/** Asks a part; `read` settles with false where there is no such part here. */
async function ask(component: string, read: () => Promise<boolean>): Promise<void> {
  const { up } = metrics();
  try {
    if (await read()) up.set({ component }, 1);
  } catch (error) {
    up.set({ component }, 0);
    logger.warn({ error, component }, "A part didn't answer for the metrics.");
  }
}

async function readDatabase(): Promise<boolean> {
  const { pool, outbox, outboxAge, dirty, deadLetters, heartbeatAge } = metrics();
  const { total, idle, waiting, most } = poolState();
  for (const [state, count] of Object.entries({ total, idle, waiting, most })) pool.set({ state }, count);
  const backlog = await findBacklog();
  outbox.set(backlog.outbox);
  outboxAge.set(backlog.outboxAge);
  dirty.set(backlog.dirty);
  deadLetters.set(backlog.deadLetters);
  heartbeatAge.set(backlog.heartbeatAge ?? process.uptime());
  return true;
}

async function readEngine(): Promise<boolean> {
  const health = await readEngineHealth();
  if (health === null) return false;
  const { queue, queueAge } = metrics();
  queue.set({ state: "ready" }, health.queued);
  queue.set({ state: "running" }, health.running);
  queueAge.set(health.oldestReadyAgeMs / 1_000);
  return true;
}
