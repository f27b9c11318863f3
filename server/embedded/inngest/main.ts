import pino from "pino";
import { z } from "zod";
import { ecs } from "../../observability/ecs";
import { startEngine } from "./engine";

const settings = z.object({
  DATABASE_URL: z.string().min(1),
  MARQUEE_ENGINE_PORT: z.coerce.number().int().min(0).max(65_535),
  MARQUEE_APP_URL: z.url(),
  INNGEST_SIGNING_KEY: z
    .string()
    .regex(/^signkey-\w+-([0-9a-f]{2})+$/i, { error: "must be signkey-<word>-<hex>" }),
  INNGEST_EVENT_KEY: z.string().min(16),
  MARQUEE_RETRY_BASE_MS: z.coerce.number().int().min(1).default(15_000),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

/** The engine as a process of its own: settings from the environment, JSON log lines, a graceful end. */
async function main(): Promise<void> {
  const parsed = settings.safeParse(process.env);
  if (!parsed.success) {
    console.error(`The engine's settings are missing or wrong.\n${z.prettifyError(parsed.error)}`);
    process.exit(78);
  }
  const env = parsed.data;
  const log = pino({ ...ecs("marquee-engine"), level: env.LOG_LEVEL });
  const asked = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => asked.abort());

  let stop = async () => {};
  const stopped = new Promise<number>((resolve) => {
    asked.signal.addEventListener("abort", () => resolve(0));
    startEngine({
      databaseUrl: env.DATABASE_URL,
      port: env.MARQUEE_ENGINE_PORT,
      appUrl: env.MARQUEE_APP_URL,
      signingKey: env.INNGEST_SIGNING_KEY,
      eventKey: env.INNGEST_EVENT_KEY,
      retryBaseMs: env.MARQUEE_RETRY_BASE_MS,
      log,
      signal: asked.signal,
      onLost: (error) => {
        log.fatal({ err: error }, "the engine lost its database and ends, to be started again");
        resolve(1);
      },
    }).then(
      (engine) => {
        stop = engine.stop;
      },
      (error: unknown) => {
        if (!asked.signal.aborted) log.fatal({ err: error }, "the engine can't start");
        resolve(asked.signal.aborted ? 0 : 1);
      },
    );
  });
  const code = await stopped;
  await stop();
  process.exit(code);
}

await main();
