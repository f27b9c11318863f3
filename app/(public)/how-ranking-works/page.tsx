import type { Metadata } from "next";
import { RankingMethod } from "@/components/list/ranking-method";
import { getList } from "@/server/ranking/loaders";

export const metadata: Metadata = {
  title: "How ranking works",
  description: "The formula behind every score and position on Marquee, with its numbers.",
};

export default async function HowRankingWorksPage() {
  return <RankingMethod list={await getList("all-time")} />;
}
