"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc/provider";
import { useHydrated } from "../ui/use-hydrated";

/**
 * Whether the reader may start and end things; the procedures decide, this only shows the buttons. Not before
 * the page is alive: the masthead may know who is looking earlier than this part of the page is hydrated.
 */
export function useIsAdmin(): boolean {
  const viewer = useQuery(useTRPC().viewer.me.queryOptions());
  return useHydrated() && viewer.data?.role === "admin";
}
