import { learnChanges } from "../../cache";
import { work } from "../../recommendations/work/client";
import { cancellable, filmsChanged, inngest } from "../client";

/** A film that came or changed appears among similar films, without a training. */
export const refreshFilmsFunction = inngest.createFunction(
  {
    ...cancellable("refresh-films"),
    name: "Vectors of films that changed",
    triggers: [filmsChanged],
    concurrency: { limit: 1 },
    retries: 4,
  },
  async ({ step }) => {
    let films = 0;
    for (let round = 1, more = true; more; round++) {
      const made = await step.run(`project-${round}`, async () => {
        const { movieIds } = await work("refresh-films", {});
        await learnChanges();
        return movieIds.length;
      });
      films += made;
      more = made >= 500;
    }
    return { films };
  },
);
