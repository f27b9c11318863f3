import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
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

/** Where the front tells of answers that Node's HTTP had no part in; the process has several copies of this file. */
const short = channel("marquee.answered-short");

/** Tells that a GET of this address was answered from memory, in no time that a histogram could show. */
export function answeredShort(url: string, status: number): void {
  if (short.hasSubscribers) short.publish({ url, status });
}

function shortOf(message: unknown): { url: string; status: number } | undefined {
  if (typeof message !== "object" || message === null || !("url" in message && "status" in message))
    return undefined;
  const { url, status } = message;
  return typeof url === "string" && typeof status === "number" ? { url, status } : undefined;
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
    const method = request.method ?? "";
    count(request.url ?? "/", methods.has(method) ? method : "other", response.statusCode, since);
  };
  const finishShort = (message: unknown) => {
    const answered = shortOf(message);
    if (answered) count(answered.url, "GET", answered.status, performance.now());
  };
  const count = (url: string, method: string, status: number, since: number) => {
    const [path = "/"] = url.split("?", 1);
    const labels = { route: routeOf(path), method, status: String(status) };
    metrics().requests.observe(labels, (performance.now() - since) / 1_000);
  };
  subscribe("http.server.request.start", start);
  subscribe("http.server.response.finish", finish);
  subscribe(short.name, finishShort);
  return () => {
    unsubscribe("http.server.request.start", start);
    unsubscribe("http.server.response.finish", finish);
    unsubscribe(short.name, finishShort);
  };
}
