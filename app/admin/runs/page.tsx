import type { Metadata } from "next";
import { DeskFrame } from "@/components/admin/desk-frame";
import { RunDesk } from "@/components/admin/run-desk";
import { pageNumber } from "@/components/list/links";
import { gated } from "../gate";

export const metadata: Metadata = { title: "Runs · Desk", robots: { index: false } };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AdminRunsPage({ searchParams }: Props) {
  const page = pageNumber(String((await searchParams).page ?? "1")) ?? 1;
  const here = page > 1 ? `/admin/runs?page=${page}` : "/admin/runs";
  const first = await gated(here, (api) => api.runs.list({ page }));
  return (
    <DeskFrame title="Runs" current="/admin/runs">
      <RunDesk first={first} />
    </DeskFrame>
  );
}
