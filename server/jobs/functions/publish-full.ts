import { cron } from "inngest";
import { raiseAlert } from "../../alerts/commands";
import { learnChanges } from "../../cache";
import { publishFullEdition } from "../../ranking/commands";
import { cancellable, inngest, recomputeRequested } from "../client";
import { progressOf } from "../progress";
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
          ...(list === undefined ? {} : { list }),
        }),
      ),
    );
    await step.run("learn-changes", () => learnChanges());
    if (repaired.films > 0 || repaired.lists > 0)
      await step.run("alert", () =>
        raiseAlert({
          cause: "full-edition",
          title: "A full edition found wrong rankings",
          text: `Films with other sums or places than their votes give: ${repaired.films}. Lists that counted other than they hold: ${repaired.lists}. No vote or change accounts for it; all is repaired. Either the database was changed past the site, or Marquee has a fault: please report it.`,
          path: `/admin/runs/${encodeURIComponent(id)}`,
        }),
      );
    return { published, repaired };
  },
);
