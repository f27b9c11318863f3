import { inngest } from "../client";
import { failureSchema, recordDeadLetter } from "../dead-letters/record";
import { flushOutbox } from "../outbox";

/**
 * A run that failed for good leaves a dead letter; the last edition stands. Tried for a day and more, for what
 * made the run fail may be the very database that is to keep the letter.
 */
export const recordDeadLetterFunction = inngest.createFunction(
  {
    id: "record-dead-letter",
    name: "Keep what failed for good",
    triggers: [{ event: "inngest/function.failed" }],
    retries: 20,
  },
  async ({ event, step }) => {
    const failure = failureSchema.parse(event.data);
    // Its own failures must not come back to it.
    if (failure.function_id.endsWith("record-dead-letter")) return;
    await step.run("record", async () => {
      await recordDeadLetter(failure);
      await flushOutbox();
    });
  },
);
