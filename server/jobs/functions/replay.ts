import { NonRetriableError, referenceFunction } from "inngest";
import { cancellable, inngest, replayRequested } from "../client";
import { findReplay, replayRunId } from "../dead-letters/queries";
import { settleReplay } from "../dead-letters/record";
import { REPLAY } from "../schedules";

/**
 * Runs a dead letter's function once more with what it was given. The event isn't sent again: engines drop an
 * id they have seen within a day, and a new one would set off every other listener too. The function begins
 * from its start; its steps are idempotent.
 */
export const replayFunction = inngest.createFunction(
  {
    ...cancellable(REPLAY),
    name: "Replay a dead letter",
    triggers: [replayRequested],
    concurrency: { limit: 5 },
    retries: 4,
  },
  async ({ event, step }) => {
    const { letter, replay } = event.data;
    const found = await step.run("read", () => findReplay(letter, replay));
    if (!found) return { replayed: false };
    try {
      await step.invoke("invoke", {
        function: referenceFunction({ functionId: found.functionId }),
        data: { ...found.data, runId: replayRunId(letter, replay), replayOf: letter, replay },
        timeout: "24h",
      });
    } catch (error) {
      // Its cause was told by the run itself; this is for a run that was cancelled, lost or never found.
      const failed = error instanceof Error ? error.message : String(error);
      await step.run("reopen", () => settleReplay(letter, replay, { failed }));
      throw new NonRetriableError(failed, { cause: error });
    }
    await step.run("close", () => settleReplay(letter, replay, "replayed"));
    return { replayed: true };
  },
);
