import { z } from "zod";

/** What is written down when staff does it. */
export const auditActions = ["run.start", "run.cancel", "dead-letter.replay", "dead-letter.discard"] as const;
export type AuditAction = (typeof auditActions)[number];

/** Which entries to show. */
export const auditFilter = z.strictObject({
  action: z.enum(auditActions).exactOptional(),
  actor: z.int().exactOptional(),
  page: z.int().min(1).max(1_000_000).default(1),
});
export type AuditFilter = z.infer<typeof auditFilter>;

/** One entry: who did what to what, when (ISO 8601 UTC). */
export interface AuditEntry {
  id: string;
  at: string;
  actorId: number | null;
  actorName: string;
  action: AuditAction;
  subject: string;
  detail: Record<string, string | number>;
  correlationId: string | null;
}
