import type { Metadata } from "next";
import { AuditDesk } from "@/components/admin/audit-desk";
import { DeskFrame } from "@/components/admin/desk-frame";
import { filterHref } from "@/components/admin/run-words";
import { auditFilter } from "@/server/audit/schema";
import { filterOf } from "../filter";
import { gated } from "../gate";

export const metadata: Metadata = { title: "Audit · Desk", robots: { index: false } };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AdminAuditPage({ searchParams }: Props) {
  const filter = filterOf(auditFilter, await searchParams);
  const found = await gated(filterHref("/admin/audit", filter), (api) => api.audit.list(filter));
  return (
    <DeskFrame title="Audit" current="/admin/audit">
      <AuditDesk {...found} />
    </DeskFrame>
  );
}
