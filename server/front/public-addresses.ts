import type { IncomingHttpHeaders } from "node:http";

/**
 * The pages that are the same for everybody. What isn't named here is never kept, whatever it says of itself;
 * e2e/api/same-for-everybody.spec.ts asks each of these signed in and signed out.
 */
const pages =
  /^\/(?:$|lists(?:\/[a-z0-9-]+(?:\/\d+)?)?$|movies\/[a-z0-9-]+$|how-ranking-works$|how-recommendations-work$|api\/docs$|icon\.svg$)/;
/**
 * Files of the build, which have their hash in their name. Each has one address here: Next answers at every other
 * spelling too, as with %6a for j, and who made some up would have each compressed and kept.
 */
const assets = /^\/_next\/static\/[\w.~/-]+$/;
/** REST answers say themselves what they are made of; those that don't aren't kept. */
const rest = /^\/api\/v1\//;

/** Headers that Next answers a page's data by. */
export const varying = [
  "next-router-state-tree",
  "next-router-prefetch",
  "next-router-segment-prefetch",
  "next-url",
];

/** Whether Next answers with a page's data instead of the page. */
export function asksForData(headers: IncomingHttpHeaders): boolean {
  return headers.rsc === "1";
}

export type Kind = "page" | "data" | "asset" | "rest";

/** What is kept at an address, and under which key; null for what isn't everybody's. */
export function publicAddress(url: string, headers: IncomingHttpHeaders): { kind: Kind; key: string } | null {
  if (url.length > 1_000) return null;
  const at = url.indexOf("?");
  const path = at < 0 ? url : url.slice(0, at);
  const search = at < 0 ? "" : url.slice(at + 1);
  if (assets.test(path)) return search === "" ? { kind: "asset", key: path } : null;
  if (rest.test(path)) return { kind: "rest", key: url };
  if (!pages.test(path)) return null;
  if (!asksForData(headers)) return search === "" ? { kind: "page", key: url } : null;
  // A page's data; _rsc is a hash of the headers, so that caches which don't know them tell the answers apart.
  if (!/^(?:_rsc=[\w-]*)?$/.test(search)) return null;
  const asked = varying.map((name) => headers[name] ?? "").join("\n");
  return asked.length > 4_000 ? null : { kind: "data", key: `${path}\n${asked}` };
}
