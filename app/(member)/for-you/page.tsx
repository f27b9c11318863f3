import type { Metadata } from "next";
import Link from "next/link";
import { gated } from "@/app/admin/gate";
import { ForYouPage } from "@/components/recommendations/for-you-page";

export const metadata: Metadata = { title: "For you", robots: { index: false } };

export default async function ForYou() {
  await gated("/for-you", (api) => api.viewer.account());
  return (
    <div className="wrap">
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-1 pt-5 pb-5 sm:pt-10 sm:pb-7">
        <h1 className="text-[2rem] sm:text-6xl">For you</h1>
        <p className="text-[0.94rem] text-soft">
          <Link href="/how-recommendations-work" className="link inline-flex min-h-11 items-center">
            How do recommendations work?
          </Link>
        </p>
      </div>
      <ForYouPage />
    </div>
  );
}
