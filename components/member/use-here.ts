"use client";

import { usePathname, useSearchParams } from "next/navigation";

/** The address that is shown, with what it asks for; for parts that are drawn in the browser only. */
export function useHere(): string {
  const path = usePathname();
  const asked = useSearchParams().toString();
  return asked ? `${path}?${asked}` : path;
}
