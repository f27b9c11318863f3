import { LRUCache } from "lru-cache";
import { logger } from "../observability/logger";
import { isOurs, sha256 } from "./inline-scripts";

const SCRIPT = /<script(?<attributes>[^>]*)>(?<text>[\s\S]*?)<\/script>/g;
/** Inside a tag, which text can't look like: React writes < as &lt;. */
const ATTRIBUTE = /<[a-z][^<>]*\sstyle="(?<text>[^"]*)"/g;
const STYLE = /<style[^>]*>(?<text>[\s\S]*?)<\/style>/g;

function sourceOf(text: string): string {
  return `'sha256-${sha256(text)}'`;
}

const foreign = new LRUCache<string, true>({ max: 100 });

/** Says once of each script that it won't run; without its text, which may be somebody's. */
function tellForeign(hash: string, length: number): void {
  if (foreign.has(hash)) return;
  foreign.set(hash, true);
  logger.warn(
    { sha256: hash, length },
    "A page has an inline script that isn't the site's own: it won't run.",
  );
}

/** The hashes of the site's own inline scripts in a document; those with an address, and data blocks, need none. */
function scriptSources(html: string): string[] {
  const found = [...html.matchAll(SCRIPT)].flatMap(({ groups }) => {
    const { attributes = "", text = "" } = groups ?? {};
    const isData = /\btype="application\/(?:ld\+)?json"/.test(attributes);
    if (text === "" || isData || /\bsrc=/.test(attributes)) return [];
    if (isOurs(text)) return [sourceOf(text)];
    tellForeign(sha256(text), text.length);
    return [];
  });
  return [...new Set(found)];
}

/** The hashes of a document's inline style sheets. */
function styleSources(html: string): string[] {
  return [...new Set([...html.matchAll(STYLE)].map(({ groups }) => sourceOf(groups?.text ?? "")))];
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };

/** The hashes of a document's style attributes, as the browser reads them. */
function attributeSources(html: string): string[] {
  const found = [...html.matchAll(ATTRIBUTE)].map(({ groups }) =>
    sourceOf((groups?.text ?? "").replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole)),
  );
  return [...new Set(found)];
}

/**
 * The policy of a document that may run the site's own inline scripts and use the styles that are in it, and no others
 * (docs/decisions/008-scripts-by-hash.md).
 */
export function policyOf(html: string): string {
  const attributes = attributeSources(html);
  return [
    "default-src 'self'",
    ["script-src 'self'", ...scriptSources(html)].join(" "),
    ["style-src 'self'", ...styleSources(html)].join(" "),
    ...(attributes.length > 0 ? [["style-src-attr 'unsafe-hashes'", ...attributes].join(" ")] : []),
    "img-src 'self' data: https:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** What every answer carries; `https` where the site's public address is. */
export function securityHeaders(https: boolean): [string, string][] {
  const hsts: [string, string] = ["Strict-Transport-Security", "max-age=63072000"];
  return [
    ["X-Content-Type-Options", "nosniff"],
    ["X-Frame-Options", "DENY"],
    ["Referrer-Policy", "strict-origin-when-cross-origin"],
    [
      "Permissions-Policy",
      "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ],
    ["Cross-Origin-Opener-Policy", "same-origin"],
    ...(https ? [hsts] : []),
  ];
}

/** The policy of what isn't a document, and of documents without inline code. */
export const plainPolicy = policyOf("");
