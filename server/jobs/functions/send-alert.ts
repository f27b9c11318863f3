import { deliverAlert } from "../../alerts/commands";
import { channels } from "../../alerts/schema";
import { alertRaised, cancellable, inngest } from "../client";

/** Tells the operators, by every channel at once: one that doesn't answer holds up none of the others. */
export const sendAlertFunction = inngest.createFunction(
  { ...cancellable("send-alert"), name: "Send an alert", triggers: [alertRaised], retries: 5 },
  async ({ event, step }) => {
    const { cause, raisedAt } = event.data;
    await Promise.all(
      channels.map((channel) => step.run(channel, () => deliverAlert(cause, raisedAt, channel))),
    );
  },
);
