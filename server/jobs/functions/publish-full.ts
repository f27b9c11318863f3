import { cron } from "inngest";
import { learnChanges } from "../../cache";
import { logger } from "../../observability/logger";
import { publishFullEdition } from "../../ranking/commands";
import { cancellable, inngest, recomputeRequested } from "../client";
import { progressOf } from "../progress";
import { refusing, requestOf } from "../request";

/**
 * Each night, and on request, everything from the raw rows. Stats that differ although nothing marked
 * their film are repaired, and said aloud: that must not happen.
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
          ...(list === undefined ? {} : { list }),
        }),
      ),
    );
    await step.run("learn-changes", () => learnChanges());
    if (repaired > 0)
      logger.error({ repaired }, "A full edition found film stats that were wrong; repaired.");
    return { published, repaired };
  },
);
