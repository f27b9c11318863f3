import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { robots: { index: false } };

/** Session and role are read before anything is sent, so that the status is right: the desk has no static shell. */
export const instant = false;

export default function AdminLayout({ children }: { children: ReactNode }) {
  return children;
}
