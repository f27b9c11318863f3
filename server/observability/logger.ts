import { AsyncLocalStorage } from "node:async_hooks";
import { pino } from "pino";

/** What ties log lines together: the request that began it, and the run that went on with it. */
export interface Correlation {
  correlationId?: string | undefined;
  runId?: string | undefined;
}

const storage = new AsyncLocalStorage<Correlation>();

/** Runs `work` so that every log line in it carries these ids. */
export function withCorrelation<Result>(correlation: Correlation, work: () => Result): Result {
  return storage.run({ ...storage.getStore(), ...correlation }, work);
}

let tell: ((runId: string, line: string) => void) | undefined;

/** Has `sink` told each line that is logged within a run, as it goes out: keys redacted, ids in it. */
export function tellRunLines(sink: (runId: string, line: string) => void): void {
  tell = sink;
}

/** Structured JSON lines, one a fact, each with its request's id. */
export const logger = pino({
  // biome-ignore lint/style/noProcessEnv: the logger must work before the settings are known to be right
  level: process.env.LOG_LEVEL || "info",
  base: { service: "marquee" },
  mixin: () => ({ ...storage.getStore() }),
  serializers: { error: pino.stdSerializers.err },
  hooks: {
    streamWrite: (line) => {
      const runId = storage.getStore()?.runId;
      if (runId !== undefined) tell?.(runId, line);
      return line;
    },
  },
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: ["password", "token", "authorization"],
});
