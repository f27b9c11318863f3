import type { EventEmitter } from "node:events";
import { hostname } from "node:os";
import pg from "pg";
import { TABLES } from "./tables";

/** A connection inside a transaction. */
export type Tx = pg.PoolClient;

/** Milliseconds of silence before the system asks whether the other side is still there; by itself it waits two hours. */
const ASK_AFTER = 10_000;

/** The engine's bounded pool; names in its SQL are those of the schema `inngest_engine`. */
export function openPool(connectionString: string, max = 10): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: ASK_AFTER,
    statement_timeout: 30_000,
    application_name: "marquee-engine",
    options: "-c search_path=inngest_engine",
  });
  pool.on("connect", survive);
  survive(pool);
  return pool;
}

/**
 * Keeps a connection that breaks between two queries from ending the process, be it a client or idle in a pool: the
 * next query on it fails, and its caller knows what to do.
 */
function survive(connection: EventEmitter): void {
  connection.on("error", () => {});
}

/** Runs `work` in one transaction: all of it happens, or, where it throws, none. */
export async function transaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  let broken: Error | undefined;
  try {
    await tx.query("BEGIN");
    const result = await work(tx);
    await tx.query("COMMIT");
    return result;
  } catch (error) {
    await tx.query("ROLLBACK").catch((fault: unknown) => {
      broken = fault instanceof Error ? fault : new Error(String(fault));
    });
    throw error;
  } finally {
    tx.release(broken);
  }
}

/** Creates the tables; the caller holds the engine's lock. */
export async function createTables(pool: pg.Pool): Promise<void> {
  await transaction(pool, (tx) => tx.query(TABLES));
}

/** "mrqe" as a number: the lock that an engine holds as long as it works, and the class of its lesser ones. */
export const LOCK = 1_836_216_677;

/** How the connection that holds it is named; after it come the process to stop and its machine. */
export const LOCK_HOLDER = "marquee-engine-lock";

/** A machine that lost its power says no word: by itself the server would hold its lock for two hours more. */
const LOOK_FOR_CLIENT = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

/**
 * Holds the lock that makes an engine the only one on its database, for as long as the returned connection
 * lives. Another engine's end, crash included, frees it at once.
 */
export async function takeLock(
  connectionString: string,
  stop: AbortSignal,
  onWait: () => void,
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    keepAlive: true,
    keepAliveInitialDelayMillis: ASK_AFTER,
    options: LOOK_FOR_CLIENT,
    application_name: `${LOCK_HOLDER} ${process.env.MARQUEE_SUPERVISOR ?? process.pid} ${hostname()}`,
  });
  survive(client);
  await client.connect();
  for (let waited = false; ; waited = true) {
    const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [
      LOCK,
    ]);
    if (rows[0]?.taken) return client;
    if (!waited) onWait();
    await pause(250, stop);
    if (stop.aborted) {
      await client.end();
      throw new Error("The engine was stopped while it waited for another one to end.");
    }
  }
}

/** Waits `ms`, or until `stop`. */
export function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    stop.addEventListener("abort", done);
    if (stop.aborted) done();
  });
}
