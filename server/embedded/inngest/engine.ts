import type { AddressInfo } from "node:net";
import type pg from "pg";
import type { Logger } from "pino";
import { App } from "./call";
import { CronClock } from "./cron";
import { createTables, openPool, pause, takeLock } from "./database";
import { Dispatcher } from "./dispatch";
import { type Health, queueHealth } from "./health";
import { createServer } from "./http";
import { Registry } from "./registry";
import { forgetOld } from "./retention";
import { Sync } from "./sync";

/** How an engine is set up. */
export interface EngineOptions {
  databaseUrl: string;
  /** The loopback port to listen on; 0 takes a free one. */
  port: number;
  /** The app's Inngest endpoint: the only address that is called and whose registration is taken. */
  appUrl: string;
  signingKey: string;
  eventKey: string;
  log: Logger;
  /** The first retry's wait, by which the whole schedule is scaled; 15 s by default. */
  retryBaseMs?: number;
  /** Most calls under way at a time. */
  slots?: number;
  /** How long `stop` waits for calls under way, ms. */
  graceMs?: number;
  /** How long finished runs are kept, ms. */
  keepMs?: number;
  /** How long a call may take, ms. */
  callTimeoutMs?: number;
  /** How often the app is asked for its functions while it is there, ms. */
  syncMs?: number;
  /** Ends the wait for another engine's lock. */
  signal?: AbortSignal;
  /** Told when the engine has lost its lock (the database went away) and must be started anew. */
  onLost?: (error: Error) => void;
}

/** An engine at work. */
export interface Engine {
  /** Where it listens, such as http://127.0.0.1:8288. */
  url: string;
  /** What `GET /health` says. */
  health: () => Promise<Health>;
  /** Takes no more work, waits for calls under way, and ends. */
  stop: () => Promise<void>;
}

const HOUR_MS = 3_600_000;

/**
 * Starts an engine: waits until it is the only one on its database, takes up what an earlier one left, and
 * listens on the loopback interface.
 * @throws Error where the database or the port can't be had.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const lock = await takeLock(options.databaseUrl, options.signal ?? new AbortController().signal, () =>
    options.log.warn("another engine works on this database; this one waits until it ends"),
  );
  const pool = openPool(options.databaseUrl);
  pool.on("error", (error) => options.log.warn({ err: error }, "an idle database connection broke"));
  try {
    return await work(options, lock, pool);
  } catch (error) {
    await pool.end();
    await lock.end();
    throw error;
  }
}

async function work(options: EngineOptions, lock: pg.Client, pool: pg.Pool): Promise<Engine> {
  const { log, retryBaseMs = 15_000, keepMs = 72 * HOUR_MS } = options;
  await createTables(pool);
  // What was under way when an earlier engine ended is taken again; its late answers meet a newer generation.
  await pool.query("UPDATE jobs SET running = false, generation = generation + 1 WHERE running");

  const registry = new Registry(pool, options.appUrl);
  for (const fault of await registry.load())
    log.warn({ fault }, "a function waits for the app to register it");
  let stopping: Promise<void> | undefined;
  const lost = (error: Error) => {
    if (!stopping) options.onLost?.(error);
  };
  lock.on("error", lost);

  const functions = () => registry.functions;
  const app = new App(options.appUrl, options.signingKey, options.callTimeoutMs ?? 15 * 60_000);
  const rules = { pool, functions, retryBaseMs };
  const dispatcher = new Dispatcher(rules, app, options.slots ?? 32, log, () => sync.lost(), lost);
  const clock = new CronClock(pool, functions, log, () => dispatcher.wake());
  const sync = new Sync(app, { awayMs: 250, hereMs: options.syncMs ?? 5_000 }, log, (here) => {
    dispatcher.appIsHere = here;
  });
  const health = async (): Promise<Health> => ({
    ready: registry.synced && dispatcher.appIsHere,
    app: dispatcher.appIsHere ? "here" : "away",
    ...(await queueHealth(pool)),
  });
  const server = createServer({
    pool,
    registry,
    eventKey: options.eventKey,
    signingKey: options.signingKey,
    log,
    onWork: () => dispatcher.wake(),
    onFunctions: () => void clock.run(),
    health,
  });
  const port = await listen(server, options.port);
  const syncing = sync.run();
  void clock.run();
  const clean = () => {
    forgetOld(pool, keepMs).catch((error: unknown) => log.error({ err: error }, "couldn't forget old runs"));
  };
  clean();
  const cleaner = setInterval(clean, HOUR_MS);
  log.info({ port, app: options.appUrl }, "the engine is ready for the app");

  async function end(): Promise<void> {
    clearInterval(cleaner);
    clock.stop();
    sync.stop();
    await dispatcher.stop(options.graceMs ?? 5_000);
    app.close();
    await syncing;
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await Promise.race([pool.end(), pause(2_000, new AbortController().signal)]);
    await lock.end();
    log.info("the engine has stopped");
  }

  return {
    url: `http://127.0.0.1:${port}`,
    health,
    stop: () => {
      stopping ??= end();
      return stopping;
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
