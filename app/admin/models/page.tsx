import type { Metadata } from "next";
import { DeskFrame } from "@/components/admin/desk-frame";
import { ModelDesk } from "@/components/admin/model-desk";
import { pageNumber } from "@/components/list/links";
import { gated } from "../gate";

export const metadata: Metadata = { title: "Models · Desk", robots: { index: false } };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AdminModelsPage({ searchParams }: Props) {
  const page = pageNumber(String((await searchParams).page ?? "1")) ?? 1;
  const here = page > 1 ? `/admin/models?page=${page}` : "/admin/models";
  const first = await gated(here, async ({ recommendations }) => {
    const [models, decisions, health] = await Promise.all([
      recommendations.models({ page }),
      recommendations.decisions(),
      recommendations.health(),
    ]);
    return { models, decisions, health };
  });
  return (
    <DeskFrame title="Models" current="/admin/models">
      <ModelDesk {...first} />
    </DeskFrame>
  );
}
