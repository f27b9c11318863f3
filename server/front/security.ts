import { createHash } from "node:crypto";

const SCRIPT = /<script(?<attributes>[^>]*)>(?<text>[\s\S]*?)<\/script>/g;
const STYLE = /<style[^>]*>(?<text>[\s\S]*?)<\/style>/g;

function sourceOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** The hashes of a document's inline scripts; those with an address, and data blocks, need none. */
export function scriptSources(html: string): string[] {
  const found = [...html.matchAll(SCRIPT)].flatMap(({ groups }) => {
    const { attributes = "", text = "" } = groups ?? {};
    const isData = /\btype="application\/(?:ld\+)?json"/.test(attributes);
    return text === "" || isData || /\bsrc=/.test(attributes) ? [] : [sourceOf(text)];
  });
  return [...new Set(found)];
}

/** The hashes of a document's inline style sheets. */
export function styleSources(html: string): string[] {
  return [...new Set([...html.matchAll(STYLE)].map(({ groups }) => sourceOf(groups?.text ?? "")))];
}

/** The policy of an answer that may run these inline scripts and style sheets and no others. */
export function contentSecurityPolicy(scripts: readonly string[], styles: readonly string[]): string {
  return [
    "default-src 'self'",
    ["script-src 'self'", ...scripts].join(" "),
    ["style-src 'self'", ...styles].join(" "),
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
export const plainPolicy = contentSecurityPolicy([], []);
