import { AsyncLocalStorage } from "node:async_hooks";
import { pino } from "pino";
import { ecs } from "./ecs";
import { activeSpan } from "./trace";

/** What ties log lines together: the request that began it, the run that went on with it, and its step. */
export interface Correlation {
  correlationId?: string | undefined;
  functionId?: string | undefined;
  runId?: string | undefined;
  stepId?: string | undefined;
}

const storage = new AsyncLocalStorage<Correlation>();

/** Runs `work` so that every log line in it carries these ids, and those that were there before. */
export function withCorrelation<Result>(correlation: Correlation, work: () => Result): Result {
  return storage.run({ ...storage.getStore(), ...correlation }, work);
}

let tell: ((runId: string, line: string) => void) | undefined;

/** Has `sink` told each line that is logged within a run, as it goes out: keys redacted, ids in it. */
export function tellRunLines(sink: (runId: string, line: string) => void): void {
  tell = sink;
}

/** Structured JSON lines in ECS, one a fact, each with the ids of its request, run and step. */
export const logger = pino({
  ...ecs("marquee"),
  // biome-ignore lint/style/noProcessEnv: the logger must work before the settings are known to be right
  level: process.env.LOG_LEVEL || "info",
  hooks: {
    streamWrite: (line) => {
      const runId = storage.getStore()?.runId;
      if (runId !== undefined) tell?.(runId, line);
      return line;
    },
  },
  mixin: () => ({ ...storage.getStore(), ...activeSpan() }),
});
