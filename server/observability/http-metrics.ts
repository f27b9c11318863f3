import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { metrics } from "./metrics";

const exchange = z.object({
  request: z.instanceof(IncomingMessage),
  response: z.instanceof(ServerResponse),
});

/** What is read of Next's routes-manifest.json. */
export const routesManifest = z.object({
  staticRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
  dynamicRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
});

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const pageCache = z.enum(["HIT", "MISS", "STALE"]);

/** A function from an address to the pattern of its route: "/lists/[slug]"; "other" where there is none. */
export function routeMatcher(manifest: z.infer<typeof routesManifest>): (path: string) => string {
  const routes = [...manifest.staticRoutes, ...manifest.dynamicRoutes].map(({ page, regex }) => ({
    page,
    pattern: new RegExp(regex),
  }));
  return (path) => {
    if (path.startsWith("/_next/")) return "/_next";
    return routes.find(({ pattern }) => pattern.test(path))?.page ?? "other";
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
    const parsed = exchange.pick({ request: true }).safeParse(message);
    if (parsed.success) began.set(parsed.data.request, performance.now());
  };
  const finish = (message: unknown) => {
    const parsed = exchange.safeParse(message);
    if (!parsed.success) return;
    const { request, response } = parsed.data;
    const since = began.get(request);
    if (since === undefined) return;
    const { requests, pages } = metrics();
    const [path = "/"] = (request.url ?? "/").split("?");
    const method = request.method ?? "";
    requests.observe(
      {
        route: routeOf(path),
        method: methods.has(method) ? method : "other",
        status: String(response.statusCode),
      },
      (performance.now() - since) / 1_000,
    );
    const cached = pageCache.safeParse(response.getHeader("x-nextjs-cache"));
    if (cached.success) pages.inc({ result: cached.data.toLowerCase() });
  };
  subscribe("http.server.request.start", start);
  subscribe("http.server.response.finish", finish);
  return () => {
    unsubscribe("http.server.request.start", start);
    unsubscribe("http.server.response.finish", finish);
  };
}
