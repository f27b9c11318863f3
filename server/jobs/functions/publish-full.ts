import { cron } from "inngest";
import { learnChanges } from "../../cache";
import { publishFullEdition } from "../../ranking/commands";
import { cancellable, inngest, recomputeRequested } from "../client";
import { progressOf } from "../progress";
import { tellRepairs } from "../repairs";
import { refusing, requestOf } from "../request";

/**
 * Each night, and on request, everything from the raw rows. What stood otherwise although nothing accounts for
 * it is repaired, and told: that must not happen.
 */
export const publishFullFunction = inngest.createFunction(
  {
    ...cancellable("publish-full"),
    name: "Full edition, each night",
    triggers: [cron("30 3 * * *"), recomputeRequested],
    concurrency: { limit: 1 },
    retries: 4,
  },
  async ({ event, step, runId }) => {
    const asked = requestOf(event.data);
    const id = asked?.runId ?? runId;
    const list = asked?.list;
    const { published, repaired } = await step.run("publish", () =>
      refusing(() =>
        publishFullEdition({
          runId: id,
          reason: asked ? "requested" : "nightly",
          progress: progressOf(id),
          onRepaired: (tx, found) => tellRepairs(tx, found, id),
          ...(list === undefined ? {} : { list }),
        }),
      ),
    );
    await step.run("learn-changes", () => learnChanges());
    return { published, repaired };
  },
);
