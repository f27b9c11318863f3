import { cancellable, inngest, settle } from "../client";
import { settleStalePages } from "../outbox";

/** A second after the last publish, and every five while they follow one another, the second drop. */
export const settlePagesFunction = inngest.createFunction(
  {
    ...cancellable("settle-pages"),
    name: "Drop what was made while publishing",
    triggers: [settle],
    debounce: { period: "1s", timeout: "5s" },
    retries: 4,
  },
  async ({ step }) => await step.run("drop", () => settleStalePages(new Date())),
);
