import { findStaleMembers } from "../../recommendations/queries";
import { work } from "../../recommendations/work/client";
import { cancellable, inngest, membersChanged } from "../client";

/** Lists made in one step. */
const AT_ONCE = 100;

/** Makes stale lists anew, the longest waiting first, as soon as a burst of ratings is over. */
export const refreshMembersFunction = inngest.createFunction(
  {
    ...cancellable("refresh-members"),
    name: "Recommendations of those who rated",
    triggers: [membersChanged],
    debounce: { period: "1s", timeout: "3s" },
    concurrency: { limit: 1 },
    retries: 4,
  },
  async ({ step }) => {
    let refreshed = 0;
    for (let round = 1, more = true; more; round++) {
      const made = await step.run(`refresh-${round}`, async () => {
        const userIds = await findStaleMembers(AT_ONCE);
        if (userIds.length > 0) await work("refresh-members", { userIds });
        return userIds.length;
      });
      refreshed += made;
      more = made === AT_ONCE;
    }
    return { refreshed };
  },
);
