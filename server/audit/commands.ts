import type { Tx } from "../db";
import type { AuditAction } from "./schema";

/** Who does something on the desk, and the request it came with. */
export interface Actor {
  userId: number;
  name: string;
  correlationId: string;
}

/** Writes down, in the transaction that does it, who did what to what. */
export async function recordAudit(
  tx: Tx,
  actor: Actor,
  entry: { action: AuditAction; subject: string; detail?: Record<string, string | number> },
): Promise<void> {
  await tx.audit.create({
    data: {
      ...entry,
      actorId: actor.userId,
      actorName: actor.name,
      correlationId: actor.correlationId,
    },
    select: { id: true },
  });
}
