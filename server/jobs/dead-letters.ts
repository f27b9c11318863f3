import { z } from "zod";
import { db } from "../db";
import { logger } from "../observability/logger";

const json = z.json();

/** The data of `inngest/function.failed`. */
export const failureSchema = z.looseObject({
  function_id: z.string(),
  run_id: z.string(),
  error: z.looseObject({ name: z.string().optional(), message: z.string().optional() }),
  event: z.looseObject({
    name: z.string().optional(),
    data: z.looseObject({ correlationId: z.string().optional(), runId: z.string().optional() }).optional(),
  }),
});

/** Keeps a failed run with its cause and payload, once however often it is told, and ends its row. */
export async function recordDeadLetter(failure: z.infer<typeof failureSchema>): Promise<void> {
  const correlationId = failure.event.data?.correlationId ?? null;
  const functionId = failure.function_id.replace(/^marquee-/, "");
  const letter = {
    functionId,
    event: json.parse(failure.event) ?? {},
    error: json.parse(failure.error) ?? {},
    correlationId,
  };
  await db().deadLetter.upsert({
    where: { runId: failure.run_id },
    create: { runId: failure.run_id, ...letter },
    update: {},
  });
  await db().jobRun.updateMany({
    where: { id: failure.event.data?.runId ?? failure.run_id, status: { not: "succeeded" } },
    data: { status: "failed", finishedAt: new Date(), error: failure.error.message ?? "unknown" },
  });
  logger.error({ functionId, runId: failure.run_id, error: failure.error.message }, "A run failed for good.");
}
