import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { metrics } from "./metrics";

/** What Node's channels hand over, looked at by hand: for what is answered from memory, Zod would cost a tenth. */
function requestOf(message: unknown): IncomingMessage | undefined {
  if (typeof message !== "object" || message === null || !("request" in message)) return undefined;
  return message.request instanceof IncomingMessage ? message.request : undefined;
}
function responseOf(message: unknown): ServerResponse | undefined {
  if (typeof message !== "object" || message === null || !("response" in message)) return undefined;
  return message.response instanceof ServerResponse ? message.response : undefined;
}

/** Addresses whose route is remembered; the patterns are tried one after the other. */
const REMEMBERED = 5_000;

/** What is read of Next's routes-manifest.json. */
export const routesManifest = z.object({
  staticRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
  dynamicRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
});

/** The methods that an answer may be asked for by. */
export const methods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);

/** A function from an address to the pattern of its route: "/lists/[slug]"; "other" where there is none. */
export function routeMatcher(manifest: z.infer<typeof routesManifest>): (path: string) => string {
  const routes = [...manifest.staticRoutes, ...manifest.dynamicRoutes].map(({ page, regex }) => ({
    page,
    pattern: new RegExp(regex),
  }));
  const known = new LRUCache<string, string>({ max: REMEMBERED });
  return (path) => {
    if (path.startsWith("/_next/")) return "/_next";
    const held = known.get(path);
    if (held !== undefined) return held;
    const found = routes.find(({ pattern }) => pattern.test(path))?.page ?? "other";
    known.set(path, found);
    return found;
  };
}

/**
 * Counts and times every answer that this process's HTTP servers finish: pages, API and files alike. Node
 * itself tells of them, so that no handler has to.
 * @returns what ends it.
 */
export function observeHttp(routeOf: (path: string) => string): () => void {
  const began = new WeakMap<IncomingMessage, number>();
  const start = (message: unknown) => {
    const request = requestOf(message);
    if (request) began.set(request, performance.now());
  };
  const finish = (message: unknown) => {
    const request = requestOf(message);
    const response = responseOf(message);
    const since = request && began.get(request);
    if (!request || !response || since === undefined) return;
    const [path = "/"] = (request.url ?? "/").split("?", 1);
    const method = request.method ?? "";
    metrics().requests.observe(
      {
        route: routeOf(path),
        method: methods.has(method) ? method : "other",
        status: String(response.statusCode),
      },
      (performance.now() - since) / 1_000,
    );
  };
  subscribe("http.server.request.start", start);
  subscribe("http.server.response.finish", finish);
  return () => {
    unsubscribe("http.server.request.start", start);
    unsubscribe("http.server.response.finish", finish);
  };
}
