import { vi } from "vitest";
import { Bench, EVENT_KEY, freePort, ownDatabase, SIGNING_KEY } from "../embedded/inngest/harness";
import { truncateAll } from "./database";

/** The site's outbox, and a job engine that is away until a test starts it on its port. */
export interface AbsentEngine {
  bench: Bench;
  port: number;
  /** Of the engine. */
  databaseUrl: string;
  flushOutbox: () => Promise<void>;
  /** Facts "rankings/recompute-requested" that the engine's one function has been run for. */
  seen: () => number;
  stop: () => Promise<void>;
}

/** Empties the database, and has the site's outbox send to an engine that isn't there yet. */
export async function absentEngine(): Promise<AbsentEngine> {
  await truncateAll();
  const database = await ownDatabase();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let seen = 0;
  const bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "takes", retries: 4, triggers: [{ event: "rankings/recompute-requested" }] },
      () => {
        seen += 1;
      },
    ),
  ]);
  await bench.startApp(url);
  Object.assign(process.env, {
    INNGEST_BASE_URL: url,
    INNGEST_EVENT_KEY: EVENT_KEY,
    INNGEST_SIGNING_KEY: SIGNING_KEY,
    LOG_LEVEL: "silent",
  });
  vi.resetModules();
  // After the settings: the client reads them when it is made.
  const { flushOutbox } = await import("../jobs/outbox");
  return {
    bench,
    port,
    databaseUrl: database.url,
    flushOutbox,
    seen: () => seen,
    stop: async () => {
      await bench.stop();
      await database.drop();
    },
  };
}
