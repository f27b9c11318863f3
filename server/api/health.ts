import { findHeartbeat, findPending } from "../jobs/queries";
import { logger } from "../observability/logger";
import { findPendingMigrations } from "../observability/migrations";
import { readEngineHealth } from "./engine-health";

/** An old heartbeat, or none for that long, means that no jobs run. */
const STALE_AFTER = 3 * 60_000;

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

interface Seen {
  pending: Awaited<ReturnType<typeof findPending>> | null;
  beatAt: Date | null;
}

/** The process answers. */
export function live(): Response {
  return Response.json({ status: "live" }, { headers: { "Cache-Control": "no-store" } });
}

/**
 * Whether the site can do its work: the database answers and has all migrations, the embedded engine
 * has its functions. Also what is still on its way, and whether jobs have shown a sign of life lately; neither makes
 * it unready, for both heal by themselves.
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
  const ok = database.ok && migrations.ok && engine.ok;
  const { pending, beatAt } = seen;
  const heartbeat = {
    beatAt: beatAt?.toISOString() ?? null,
    stale: (beatAt ? Date.now() - beatAt.getTime() : process.uptime() * 1_000) > STALE_AFTER,
  };
  return Response.json(
    { status: ok ? "ready" : "unready", checks: { database, migrations, engine }, heartbeat, pending },
    { status: ok ? 200 : 503, headers: { "Cache-Control": "no-store" } },
  );
}
