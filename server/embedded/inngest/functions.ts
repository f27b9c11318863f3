import { CronExpressionParser } from "cron-parser";
import { z } from "zod";
import { durationMs } from "./duration";
import { compileExpression, type Expression, expressionFault } from "./expression";

const period = z
  .string()
  .refine((text) => (durationMs(text) ?? 0) > 0, { error: "isn't a duration such as 10s or 5m" })
  .transform((text) => durationMs(text) ?? 0);

const expression = z.string().transform((text, context): Expression => {
  const fault = expressionFault(text);
  if (fault === undefined) return compileExpression(text);
  context.addIssue({ code: "custom", message: fault });
  return z.NEVER;
});

const limit = z.preprocess(
  (given) => (typeof given === "number" ? { limit: given } : given),
  z.strictObject({
    limit: z.number().int().min(1),
    key: expression.optional(),
    scope: z.literal("fn").optional(),
  }),
);

const quota = z.strictObject({ limit: z.number().int().min(1), period, key: expression.optional() });

const cron = z.string().transform((text, context) => {
  const [, zone = "UTC", pattern = text] = /^TZ=(\S+)\s+(.*)$/.exec(text) ?? [];
  try {
    CronExpressionParser.parse(pattern, { tz: zone });
  } catch (error) {
    context.addIssue({ code: "custom", message: String(error instanceof Error ? error.message : error) });
  }
  return { text, pattern, zone };
});

const shape = z.strictObject({
  id: z.string().min(1),
  name: z.string(),
  triggers: z.array(
    z.union([
      z.strictObject({ event: z.string().min(1), expression: expression.optional() }),
      z.strictObject({ cron }),
    ]),
  ),
  steps: z.object({
    step: z.object({ retries: z.object({ attempts: z.number().int().min(0) }).optional() }),
  }),
  idempotency: expression.optional(),
  concurrency: z.union([limit, z.tuple([limit]).transform(([only]) => only)]).optional(),
  batchEvents: z
    .strictObject({ maxSize: z.number().int().min(1), timeout: period, key: expression.optional() })
    .optional(),
  debounce: z.strictObject({ period, key: expression.optional(), timeout: period.optional() }).optional(),
  rateLimit: quota.optional(),
  throttle: quota.optional(),
  singleton: z.strictObject({ key: expression.optional(), mode: z.enum(["skip", "cancel"]) }).optional(),
  cancel: z
    .array(
      z.strictObject({ event: z.string().min(1), if: expression.optional(), timeout: period.optional() }),
    )
    .optional(),
  timeouts: z.strictObject({ start: period.optional(), finish: period.optional() }).optional(),
  priority: z.strictObject({ run: expression.optional() }).optional(),
});

/** A function of the app, ready to be matched and run. */
export interface AppFunction extends Omit<z.infer<typeof shape>, "steps"> {
  /** Attempts a step has in all. */
  maxAttempts: number;
}

const WHEN_UNSET = 4;

/**
 * Reads a registered function.
 * @throws Error naming the function and each option that the engine doesn't know or can't read.
 */
export function readFunction(given: unknown): AppFunction {
  const parsed = shape.safeParse(given);
  if (!parsed.success) {
    const id = z.looseObject({ id: z.string() }).safeParse(given).data?.id ?? "a function";
    throw new Error(
      `The embedded engine can't run ${id}: ${z.prettifyError(parsed.error).replace(/\s+/g, " ")}`,
    );
  }
  const { steps, ...rest } = parsed.data;
  return { ...rest, maxAttempts: (steps.step.retries?.attempts ?? WHEN_UNSET) + 1 };
}

/** The functions of the last sync, by id. */
export type Functions = ReadonlyMap<string, AppFunction>;

/** The value of a key as a text that two values share only if they are equal. */
export function keyOf(key: Expression | undefined, event: unknown): string {
  return key ? JSON.stringify(key({ event }) ?? null) : "";
}
