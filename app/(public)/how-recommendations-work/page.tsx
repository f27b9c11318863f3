import type { Metadata } from "next";
import { RecommendationMethod } from "@/components/recommendations/recommendation-method";
import { getStandingModel } from "@/server/recommendations/loaders";

export const metadata: Metadata = {
  title: "How recommendations work",
  description: "What films are recommended from, why each one, and how well it works, measured.",
};

export default async function HowRecommendationsWorkPage() {
  return <RecommendationMethod model={await getStandingModel()} />;
}
