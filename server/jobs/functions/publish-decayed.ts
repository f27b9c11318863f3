import { cron } from "inngest";
import { pruneDecayed, publishDecayed } from "../../ranking/commands";
import { cancellable, decayRequested, inngest, settle } from "../client";
import { dropStalePages } from "../outbox";
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
    await step.run("drop-stale-pages", () => dropStalePages());
    await step.sendEvent("settle", settle.create({}));
    await step.run("prune", () => pruneDecayed(new Date()));
    return { published };
  },
);
