import { cron } from "inngest";
import { publishDecayed } from "../../ranking/commands";
import { decayRequested, inngest } from "../client";
import { dropStalePages } from "../outbox";

/** Each hour, the lists whose scores decay. */
export const publishDecayedFunction = inngest.createFunction(
  {
    id: "publish-decayed",
    name: "Trending, each hour",
    triggers: [cron("0 * * * *"), decayRequested],
    concurrency: { limit: 1 },
    retries: 4,
  },
  async ({ step, runId }) => {
    const published = await step.run("publish", () => publishDecayed({ runId, reason: "hourly" }));
    await step.run("drop-stale-pages", () => dropStalePages());
    return { published };
  },
);
