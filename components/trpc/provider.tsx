"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "@/server/api/root";
import { MOST_CALLS } from "@/server/api/schema";
import { makeQueryClient } from "./query-client";

declare global {
  /** Zod's settings, which all copies of it share. */
  var __zod_globalConfig: { jitless?: boolean } | undefined;
}

// Zod would try whether it may compile its checks, which the site's policy forbids and the browser reports. Said
// without importing it: most pages come without Zod.
if (typeof window !== "undefined") globalThis.__zod_globalConfig = { jitless: true };

const context = createTRPCContext<AppRouter>();

/** The procedures as query and mutation options: `useQuery(useTRPC().viewer.me.queryOptions())`. */
export const useTRPC = context.useTRPC;

/** One batch an answer, never a stream: after a stream no cache can be dropped. */
function makeApi() {
  return {
    queryClient: makeQueryClient(),
    client: createTRPCClient<AppRouter>({
      links: [httpBatchLink({ url: "/api/trpc", maxURLLength: 4_000, maxItems: MOST_CALLS })],
    }),
  };
}

let held: ReturnType<typeof makeApi> | undefined;

/** A browser has one, so that a page's islands share what they know; on the server each render has its own. */
function api() {
  if (typeof window === "undefined") return makeApi();
  held ??= makeApi();
  return held;
}

/** Gives the tree its procedures. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [{ queryClient, client }] = useState(api);
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider queryClient={queryClient} trpcClient={client}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}
