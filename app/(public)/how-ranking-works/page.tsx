import type { Metadata } from "next";
import { RankingMethod } from "@/components/list/ranking-method";
import { getLists } from "@/server/ranking/loaders";

export const metadata: Metadata = {
  title: "How ranking works",
  description: "The formula behind every score and position on Marquee, with its numbers.",
};

export default async function HowRankingWorksPage() {
  const lists = await getLists();
  return <RankingMethod list={lists.find((list) => list.slug === "all-time") ?? null} />;
}
