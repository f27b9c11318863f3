import { cron } from "inngest";
import { findTrainingDue } from "../../recommendations/queries";
import { cancellable, inngest, sweepRequested, trainRequested } from "../client";
import { beat } from "../commands";
import { sweepOutbox } from "../outbox";
import { pruneJobs } from "../retention";
import { settleLostEnds } from "../runs/settle";

/** Each minute: what a crash left in the outbox or among the runs, the heartbeat, and rows past their keeping. */
export const sweepFunction = inngest.createFunction(
  {
    ...cancellable("sweep"),
    name: "Sweep and heartbeat, each minute",
    triggers: [cron("* * * * *"), sweepRequested],
    concurrency: { limit: 1 },
    retries: 2,
  },
  async ({ step, runId }) => {
    const swept = await step.run("sweep", async () => {
      await beat("sweep");
      const woken = await sweepOutbox();
      const settled = await settleLostEnds(new Date());
      return { woken, settled, pruned: await pruneJobs(new Date()), train: await findTrainingDue() };
    });
    // Named after the run that found it due, so that a sweep tried again asks once.
    if (swept.train) await step.sendEvent("train", trainRequested.create({ runId: `sweep-${runId}` }));
    return swept;
  },
);
