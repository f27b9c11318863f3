import { cron } from "inngest";
import { learnChanges } from "../../cache";
import { pruneDecayed, publishDecayed } from "../../ranking/commands";
import { cancellable, decayRequested, inngest } from "../client";
import { requestOf } from "../request";

/** Each hour, the lists whose scores decay. */
export const publishDecayedFunction = inngest.createFunction(
  {
    ...cancellable("publish-decayed"),
    name: "Trending, each hour",
    triggers: [cron("0 * * * *"), decayRequested],
    concurrency: { limit: 1 },
    retries: 4,
  },
  async ({ event, step, runId }) => {
    const id = requestOf(event.data)?.runId ?? runId;
    const published = await step.run("publish", () => publishDecayed({ runId: id, reason: "hourly" }));
    await step.run("learn-changes", () => learnChanges());
    await step.run("prune", () => pruneDecayed(new Date()));
    return { published };
  },
);
