import { z } from "zod";

/** Something that the operators should look at. */
export const alertSchema = z.object({
  /** What it is about; it is told once an hour: "heartbeat", "queue", "dead-letter:publish-full". */
  cause: z.string(),
  raisedAt: z.iso.datetime(),
  title: z.string(),
  text: z.string(),
  /** The page to look at, within the site. */
  path: z.string(),
});
export type Alert = z.infer<typeof alertSchema>;

export const channels = ["email", "webhook", "slack"] as const;
export type Channel = (typeof channels)[number];
