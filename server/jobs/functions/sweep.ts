import { cron } from "inngest";
import { inngest, sweepRequested } from "../client";
import { beat, pruneJobs } from "../commands";
import { sweepOutbox } from "../outbox";

/** Each minute: what a crash left in the outbox, the heartbeat, and rows past their keeping. */
export const sweepFunction = inngest.createFunction(
  {
    id: "sweep",
    name: "Sweep and heartbeat, each minute",
    triggers: [cron("* * * * *"), sweepRequested],
    concurrency: { limit: 1 },
    retries: 2,
  },
  async ({ step }) => {
    return await step.run("sweep", async () => {
      await beat("sweep");
      const woken = await sweepOutbox();
      return { woken, pruned: await pruneJobs(new Date()) };
    });
  },
);
