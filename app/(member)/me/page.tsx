import type { Metadata } from "next";
import { gated } from "@/app/admin/gate";
import { AccountPage } from "@/components/member/account-page";

export const metadata: Metadata = { title: "Your account", robots: { index: false } };

export default async function MePage() {
  return <AccountPage account={await gated("/me", (api) => api.viewer.account())} />;
}
