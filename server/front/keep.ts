import { validateHeaderName, validateHeaderValue } from "node:http";
import { REVALIDATE } from "../api/rest/etag";
import { Kept } from "./kept";
import type { Making } from "./making";
import type { Whole } from "./next-site";
import type { Kind } from "./public-addresses";
import { plainPolicy, policyOf } from "./security";

/** Parts of pages follow the time of day ("since last week"), in steps of no less than this, in milliseconds. */
const HOUR = 3_600_000;

/** What says how the bytes travelled, or that Next alone needs. */
const dropped =
  /^(?:connection|keep-alive|date|transfer-encoding|content-length|etag|x-powered-by|x-request-id|x-marquee-tags|x-nextjs-cache|vary|cache-control|content-security-policy)$/;

function text(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(", ") : (value ?? "");
}

/** Whether an answer says of itself that it is everybody's, and what it is made of; null where it doesn't. */
function publicTags(kind: Kind, { headers }: Whole, making: Making): ReadonlySet<string> | null {
  const control = text(headers["cache-control"]);
  const isData = text(headers["content-type"]).startsWith("text/x-component");
  if (isData !== (kind === "data")) return null;
  if (kind === "asset") return control.includes("immutable") ? new Set() : null;
  if (kind === "rest") {
    const tags = headers["x-marquee-tags"];
    return tags === undefined ? null : new Set(text(tags).split(",").filter(Boolean));
  }
  // Next says s-maxage of what it made without a request's particulars, and postponed of what has holes for them.
  if (!control.includes("s-maxage") || headers["x-nextjs-postponed"] !== undefined) return null;
  return making.whole ? making.tags : null;
}

/** Whether Node would send such headers: by the short way nothing else looks at them. */
function canBeSent(headers: readonly string[]): boolean {
  try {
    for (const [at, part] of headers.entries())
      if (at % 2 === 0) validateHeaderName(part);
      else validateHeaderValue(headers[at - 1] ?? "", part);
    return true;
  } catch {
    return false;
  }
}

/** An answer as it is kept; null where it isn't to be. */
export function keep(
  kind: Kind,
  whole: Whole,
  making: Making,
  always: readonly [string, string][],
): Kept | null {
  const { status, headers, bytes } = whole;
  const control = text(headers["cache-control"]);
  if (status !== 200 || headers["set-cookie"] !== undefined || /private|no-store/.test(control)) return null;
  const tags = publicTags(kind, whole, making);
  if (!tags) return null;
  const type = text(headers["content-type"]);
  const html = type.startsWith("text/html") ? bytes.toString("utf8") : "";
  const own = Object.entries(headers).flatMap(([name, value]) =>
    dropped.test(name) ? [] : [value].flat().flatMap((one) => [name, one]),
  );
  const vary = [...new Set([...text(headers.vary).split(/\s*,\s*/), "Accept-Encoding"])].filter(Boolean);
  const etag = kind === "rest" ? /^"(.*)"$/.exec(text(headers.etag))?.[1] : undefined;
  const all = [
    ...own,
    ...always.flat(),
    "Vary",
    vary.join(", "),
    "Cache-Control",
    kind === "asset" ? control : REVALIDATE,
    "Content-Security-Policy",
    html ? policyOf(html) : plainPolicy,
  ];
  const lives = kind === "asset" ? Number.POSITIVE_INFINITY : HOUR;
  return canBeSent(all)
    ? new Kept({ bytes, type, etag, tags, since: making.since, lives, headers: all })
    : null;
}
