import { cron } from "inngest";
import { cancellable, inngest, sweepRequested } from "../client";
import { beat } from "../commands";
import { sweepOutbox } from "../outbox";
import { pruneJobs } from "../retention";

/** Each minute: what a crash left in the outbox, the heartbeat, and rows past their keeping. */
export const sweepFunction = inngest.createFunction(
  {
    ...cancellable("sweep"),
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
