import { z } from "zod";

/** The event that `step.invoke` makes; its function is called directly. */
export const INVOKED = "inngest/function.invoked";
/** The event of a run that failed for good; its id is the run's. */
export const FAILED = "inngest/function.failed";
/** The event of a run that was cancelled, or whose time was over. */
export const CANCELLED = "inngest/function.cancelled";
/** The event of a cron function's slot. */
export const SCHEDULED = "inngest/scheduled.timer";

/** An event as the SDK sends it. */
export const incomingEvent = z.looseObject({
  id: z
    .string()
    .max(500)
    .regex(/^[^\0]*$/)
    .nullish(),
  name: z.string().min(1).max(256),
  data: z.record(z.string(), z.unknown()).nullish(),
  ts: z.number().nullish(),
});

/** The body of `POST /e/:key`. */
export const incomingEvents = z.union([
  z.array(incomingEvent).max(5_000),
  incomingEvent.transform((event) => [event]),
]);

/** An event as functions get it. */
const engineEvent = z.looseObject({
  id: z.string(),
  name: z.string(),
  data: z.record(z.string(), z.unknown()),
  ts: z.number(),
});
export type EngineEvent = z.infer<typeof engineEvent>;

/** An error as it goes over the wire, less the SDK's own mark, which the SDK doesn't want back. */
export const wireError = z
  .looseObject({
    name: z.string().default("Error"),
    message: z.string().default(""),
    stack: z.string().optional(),
  })
  .transform(({ __serialized, ...error }) => error);
export type WireError = z.infer<typeof wireError>;

/** Makes an error of the engine's own look like one of the app's. */
export function engineError(message: string): WireError {
  return { name: "EngineError", message };
}

const step = {
  id: z.string().min(1),
  opts: z.looseObject({ parallelMode: z.string().optional() }).nullish(),
};
const named = { ...step, name: z.string() };

/** An op: what a function's call found or did. */
const op = z.discriminatedUnion("op", [
  z.object({ ...step, op: z.literal("StepRun"), data: z.unknown() }),
  z.object({ ...step, op: z.literal("StepError"), error: wireError }),
  z.object({ ...step, op: z.literal("StepFailed"), error: wireError }),
  z.object({ ...step, op: z.literal("StepPlanned") }),
  z.object({ ...named, op: z.literal("Sleep") }),
  z.object({
    ...named,
    op: z.literal("WaitForEvent"),
    opts: z.looseObject({ timeout: z.string(), if: z.string().optional() }),
  }),
  z.object({
    ...step,
    op: z.literal("InvokeFunction"),
    opts: z.looseObject({
      function_id: z.string(),
      payload: z.looseObject({ data: z.record(z.string(), z.unknown()).nullish() }).nullish(),
      timeout: z.string().optional(),
    }),
  }),
  z.object({ ...step, op: z.literal("RunComplete"), data: z.unknown() }),
]);
export type Op = z.infer<typeof op>;

/** The ops of a 206 answer; anything that isn't one the engine knows fails with its name. */
export const ops = z.union([z.array(op).min(1), op.transform((one) => [one])]);

/** Only the names of ops, to say which one isn't known. */
export const opNames = z.array(z.looseObject({ op: z.string() }));

/** The body of `POST /v1/checkpoint/:run/async`. */
export const checkpoint = z.looseObject({
  run_id: z.string(),
  qi_id: z.string().regex(/^\d{1,18}$/),
  generation_id: z.number().int(),
  steps: z.array(z.object({ ...step, op: z.literal("StepRun"), data: z.unknown() })),
});
export type Checkpoint = z.infer<typeof checkpoint>;

/** The body of `POST /fn/register`; each function is looked at by `readFunction`. */
export const registration = z.looseObject({
  url: z.string(),
  appName: z.string(),
  functions: z.array(z.unknown()),
});
