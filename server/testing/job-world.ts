import http from "node:http";
import { serve } from "inngest/node";
import pino from "pino";
import { vi } from "vitest";
import { type Engine, startEngine } from "../embedded/inngest/engine";
import { EVENT_KEY, freePort, SIGNING_KEY, until } from "../embedded/inngest/harness";

// No Next is here whose pages could be stale, and without one dropping them throws.
vi.mock("next/cache", () => ({ revalidateTag: () => {} }));

/** The site's own functions, called by the real engine over HTTP, with a retry schedule of milliseconds. */
export interface JobWorld {
  flushOutbox: () => Promise<void>;
  engine: Engine;
  /** Settles when no run is under way: what would still write would meet the next test's empty tables. */
  idle: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Starts an engine and the site's functions on this test file's database; ready when this settles. */
export async function startJobs(): Promise<JobWorld> {
  const port = await freePort();
  const engine = await startEngine({
    databaseUrl: process.env.DATABASE_URL ?? "",
    port: 0,
    appUrl: `http://127.0.0.1:${port}/api/inngest`,
    signingKey: SIGNING_KEY,
    eventKey: EVENT_KEY,
    retryBaseMs: 1,
    log: pino({ level: "silent" }),
  });
  Object.assign(process.env, {
    INNGEST_BASE_URL: engine.url,
    INNGEST_EVENT_KEY: EVENT_KEY,
    INNGEST_SIGNING_KEY: SIGNING_KEY,
    INNGEST_SERVE_ORIGIN: `http://127.0.0.1:${port}`,
  });
  // After the settings: the client reads them when it is made.
  const { inngest } = await import("../jobs/client");
  const { functions } = await import("../jobs/registry");
  const { flushOutbox } = await import("../jobs/outbox");
  const app = http.createServer(serve({ client: inngest, functions }));
  await new Promise<void>((resolve) => app.listen(port, "127.0.0.1", resolve));
  await until(async () => (await engine.health()).ready);
  return {
    flushOutbox,
    engine,
    idle: async () => void (await until(async () => (await engine.health()).running === 0)),
    stop: async () => {
      await engine.stop();
      app.closeAllConnections();
      app.close();
    },
  };
}
