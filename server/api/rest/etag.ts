import { createHash } from "node:crypto";

/** What caches on the way are told of what is everybody's: keep, but ask each time; an unchanged answer costs a 304. */
export const REVALIDATE = "public, max-age=0, must-revalidate";

/** A strong tag of an answer's bytes. */
export function etagOf(text: string): string {
  return `"${createHash("sha1").update(text).digest("base64url")}"`;
}

/** The tag of an answer's form in a coding: other bytes, so another tag. */
export function codedEtag(etag: string, coding: string): string {
  return etag.replace(/"$/, `-${coding}"`);
}

/** Whether a client's If-None-Match holds this tag, of whichever coding. */
export function matches(header: string | null | undefined, etag: string): boolean {
  const opaque = etag.replace(/^W\//, "");
  return (header ?? "")
    .split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""))
    .some((tag) => tag === "*" || tag.replace(/-(?:br|gzip)"$/, '"') === opaque);
}
