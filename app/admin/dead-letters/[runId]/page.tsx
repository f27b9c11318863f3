import type { Metadata } from "next";
import { DeskFrame } from "@/components/admin/desk-frame";
import { LetterPage } from "@/components/admin/letter-page";
import { gated } from "../../gate";

export const metadata: Metadata = { title: "Dead letter · Desk", robots: { index: false } };

type Props = { params: Promise<{ runId: string }> };

export default async function AdminDeadLetterPage({ params }: Props) {
  const runId = decodeURIComponent((await params).runId).slice(0, 100);
  const here = `/admin/dead-letters/${encodeURIComponent(runId)}`;
  const first = await gated(here, (api) => api.deadLetters.get({ runId }));
  return (
    <DeskFrame title={first.name} current="/admin/dead-letters">
      <LetterPage first={first} />
    </DeskFrame>
  );
}
