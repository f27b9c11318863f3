import type { Metadata } from "next";
import { DeskFrame } from "@/components/admin/desk-frame";
import { LetterDesk } from "@/components/admin/letter-desk";
import { filterHref } from "@/components/admin/run-words";
import { letterFilter } from "@/server/jobs/schema";
import { filterOf } from "../filter";
import { gated } from "../gate";

export const metadata: Metadata = { title: "Dead letters · Desk", robots: { index: false } };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AdminDeadLettersPage({ searchParams }: Props) {
  const filter = filterOf(letterFilter, await searchParams);
  const first = await gated(filterHref("/admin/dead-letters", filter), (api) => api.deadLetters.list(filter));
  return (
    <DeskFrame title="Dead letters" current="/admin/dead-letters">
      <LetterDesk first={first} />
    </DeskFrame>
  );
}
