import { z } from "zod";
import { db } from "../db";
import { type AuditEntry, type AuditFilter, auditActions } from "./schema";

const stored = z.object({
  action: z.enum(auditActions),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** A page of what was done, the newest first. */
export async function findAudit(
  { action, actor, page }: AuditFilter,
  pageSize: number,
): Promise<{ rows: AuditEntry[]; total: number }> {
  const where = { ...(action && { action }), ...(actor !== undefined && { actorId: actor }) };
  const [rows, total] = await Promise.all([
    db().audit.findMany({
      where,
      orderBy: [{ at: "desc" }, { id: "desc" }],
      skip: (page - 1) * pageSize,
      take: pageSize,
      select: {
        id: true,
        at: true,
        actorId: true,
        actorName: true,
        action: true,
        subject: true,
        detail: true,
        correlationId: true,
      },
    }),
    db().audit.count({ where }),
  ]);
  return {
    rows: rows.map((row) => ({
      ...row,
      ...stored.parse({ action: row.action, detail: row.detail }),
      id: String(row.id),
      at: row.at.toISOString(),
    })),
    total,
  };
}
