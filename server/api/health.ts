import { readEngineHealth } from "../jobs/engine-health";
import { findHeartbeat, findPending, STALE_AFTER } from "../jobs/queries";
import { logger } from "../observability/logger";
import { findPendingMigrations } from "../observability/migrations";

type Check = { ok: boolean; detail?: string };

async function check(name: string, work: () => Promise<Check>): Promise<Check> {
  try {
    return await work();
  } catch (error) {
    logger.warn({ error, check: name }, "A readiness check failed.");
    return { ok: false, detail: "It did not answer." };
  }
}

async function checkMigrations(): Promise<Check> {
  const pending = await findPendingMigrations();
  return pending.length === 0 ? { ok: true } : { ok: false, detail: `Pending: ${pending.join(", ")}` };
}

/** Our own engine must answer and have the site's functions; another one is its operators' matter. */
async function checkEngine(): Promise<Check> {
  const health = await readEngineHealth();
  return health === null || health.ready
    ? { ok: true }
    : { ok: false, detail: `It doesn't run jobs; the site is ${health.app}.` };
}

/** Once jobs have shown a sign of life, three minutes without one are too many: the dead man's switch. */
function checkHeartbeat(beatAt: Date | null): Check {
  const age = beatAt ? Date.now() - beatAt.getTime() : 0;
  return age > STALE_AFTER
    ? { ok: false, detail: `The last one was ${Math.round(age / 1_000)} seconds ago.` }
    : { ok: true };
}

interface Seen {
  pending: Awaited<ReturnType<typeof findPending>> | null;
  beatAt: Date | null;
}

/** The process answers. */
export function live(): Response {
  return Response.json({ status: "live" }, { headers: { "Cache-Control": "no-store" } });
}

/**
 * Whether the site can do its work: the database answers and has all migrations, the embedded engine has its
 * functions, and jobs have shown a sign of life within three minutes, if they ever have. Also how old that
 * sign is, in seconds, and what is still on its way, which makes no site unready: it heals by itself.
 */
export async function ready(): Promise<Response> {
  const seen: Seen = { pending: null, beatAt: null };
  const [database, migrations, engine] = await Promise.all([
    check("database", async () => {
      seen.pending = await findPending();
      seen.beatAt = await findHeartbeat("sweep");
      return { ok: true };
    }),
    check("migrations", checkMigrations),
    check("engine", checkEngine),
  ]);
  const { pending, beatAt } = seen;
  const jobs = checkHeartbeat(beatAt);
  const checks = { database, migrations, engine, heartbeat: jobs };
  const ok = Object.values(checks).every((each) => each.ok);
  const heartbeat = {
    beatAt: beatAt?.toISOString() ?? null,
    ageSeconds: beatAt ? Math.round((Date.now() - beatAt.getTime()) / 1_000) : null,
    stale: !jobs.ok || (!beatAt && process.uptime() * 1_000 > STALE_AFTER),
  };
  return Response.json(
    { status: ok ? "ready" : "unready", checks, heartbeat, pending },
    { status: ok ? 200 : 503, headers: { "Cache-Control": "no-store" } },
  );
}
