import { z } from "zod";
import { inngest } from "../client";
import { noteCancelled } from "../commands";

/** The data of `inngest/function.cancelled`. */
const cancelled = z.looseObject({
  run_id: z.string(),
  event: z.looseObject({ data: z.looseObject({ runId: z.string().optional() }).optional() }).optional(),
});

/** A run that was cancelled, by staff or by its time limit, is over: its row says so. */
export const recordCancellationFunction = inngest.createFunction(
  {
    id: "record-cancellation",
    name: "Note what was cancelled",
    triggers: [{ event: "inngest/function.cancelled" }],
    retries: 5,
  },
  async ({ event, step }) => {
    const { run_id, event: begun } = cancelled.parse(event.data);
    await step.run("note", () => noteCancelled(begun?.data?.runId ?? run_id));
  },
);
