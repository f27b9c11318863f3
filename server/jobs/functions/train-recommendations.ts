import { cron } from "inngest";
import { learnChanges } from "../../cache";
import { pruneModels, publishModel } from "../../recommendations/commands";
import { findStaleMembers } from "../../recommendations/queries";
import { work } from "../../recommendations/work/client";
import { cancellable, inngest, trainRequested } from "../client";
import { requestOf } from "../request";

/** Lists made in one step. */
const AT_ONCE = 500;

/** The day on which vocabulary and projections are fitted anew. */
const REFIT_DAY = 0;

/**
 * Each night, after 2 % new ratings, and on request: trains on a split, lets the gate compare, trains on
 * everything, publishes by one swap and makes all lists anew. Each stage is a step, in a process of its own;
 * what was published stands until the swap.
 */
export const trainRecommendationsFunction = inngest.createFunction(
  {
    ...cancellable("train-recommendations"),
    name: "Train recommendations",
    triggers: [cron("10 2 * * *"), trainRequested],
    concurrency: { limit: 1 },
    retries: 4,
  },
  async ({ event, step }) => {
    const refit = requestOf(event.data)?.refit ?? new Date().getUTCDay() === REFIT_DAY;
    const trained = await step.run("train-and-judge", () => work("train-candidate", { refit }));
    const { modelId } = trained;
    if (!trained.passed) {
      await step.run("prune", () => pruneModels());
      return { modelId, accepted: false };
    }
    await step.run("train-on-everything", () => work("complete-model", { modelId }));
    await step.run("publish", async () => {
      await publishModel(modelId, null);
      await learnChanges();
    });
    for (let round = 1, more = true; more; round++) {
      const made = await step.run(`refresh-${round}`, async () => {
        const userIds = await findStaleMembers(AT_ONCE);
        if (userIds.length > 0) await work("refresh-members", { userIds });
        return userIds.length;
      });
      more = made === AT_ONCE;
    }
    await step.run("prune", () => pruneModels());
    return { modelId, accepted: true };
  },
);
