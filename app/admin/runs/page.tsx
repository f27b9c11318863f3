import type { Metadata } from "next";
import { DeskFrame } from "@/components/admin/desk-frame";
import { RunDesk } from "@/components/admin/run-desk";
import { filterHref } from "@/components/admin/run-words";
import { runFilter } from "@/server/jobs/schema";
import { filterOf } from "../filter";
import { gated } from "../gate";

export const metadata: Metadata = { title: "Runs · Desk", robots: { index: false } };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AdminRunsPage({ searchParams }: Props) {
  const filter = filterOf(runFilter, await searchParams);
  const first = await gated(filterHref("/admin/runs", filter), (api) => api.runs.list(filter));
  return (
    <DeskFrame title="Runs" current="/admin/runs">
      <RunDesk first={first} />
    </DeskFrame>
  );
}
