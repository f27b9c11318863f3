import type { Metadata } from "next";
import { DeskFrame } from "@/components/admin/desk-frame";
import { RunPage } from "@/components/admin/run-page";
import { gated } from "../../gate";

export const metadata: Metadata = { title: "Run · Desk", robots: { index: false } };

type Props = { params: Promise<{ runId: string }> };

export default async function AdminRunPage({ params }: Props) {
  const runId = decodeURIComponent((await params).runId).slice(0, 100);
  const here = `/admin/runs/${encodeURIComponent(runId)}`;
  const first = await gated(here, (api) => api.runs.get({ runId }));
  return (
    <DeskFrame title={first.name} current="/admin/runs">
      <RunPage first={first} />
    </DeskFrame>
  );
}
