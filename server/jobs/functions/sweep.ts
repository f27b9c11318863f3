import { cron } from "inngest";
import { findTrainingDue } from "../../recommendations/queries";
import { inngest, sweepRequested, trainRequested } from "../client";
import { beat, pruneJobs } from "../commands";
import { settleStalePages, sweepOutbox } from "../outbox";

/** Each minute: what a crash left in the outbox, the heartbeat, and rows past their keeping. */
export const sweepFunction = inngest.createFunction(
  {
    id: "sweep",
    name: "Sweep and heartbeat, each minute",
    triggers: [cron("* * * * *"), sweepRequested],
    concurrency: { limit: 1 },
    retries: 2,
  },
  async ({ step, runId }) => {
    const swept = await step.run("sweep", async () => {
      await beat("sweep");
      const woken = await sweepOutbox();
      await settleStalePages(new Date());
      return { woken, pruned: await pruneJobs(new Date()), train: await findTrainingDue() };
    });
    // Named after the run that found it due, so that a sweep tried again asks once.
    if (swept.train) await step.sendEvent("train", trainRequested.create({ runId: `sweep-${runId}` }));
    return swept;
  },
);
