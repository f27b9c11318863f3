import { QueryClient } from "@tanstack/react-query";

/** The browser's cache of the viewer's own data; public data is rendered by loaders and never in here. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, refetchOnWindowFocus: false, retry: 1 },
    },
  });
}
