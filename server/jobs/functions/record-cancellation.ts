import { inngest } from "../client";
import { noteCancelled } from "../commands";
import { cancelledSchema, reopenCancelled } from "../dead-letters/record";

/** A run that was cancelled, by staff or by its time limit, is over: its row says so. */
export const recordCancellationFunction = inngest.createFunction(
  {
    id: "record-cancellation",
    name: "Note what was cancelled",
    triggers: [{ event: "inngest/function.cancelled" }],
    retries: 20,
  },
  async ({ event, step }) => {
    const cancelled = cancelledSchema.parse(event.data);
    await step.run("note", async () => {
      await noteCancelled(cancelled.event.data?.runId ?? cancelled.run_id);
      await reopenCancelled(cancelled);
    });
  },
);
