import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const MAX_AGE_MS = 5 * 60_000;

/** The RFC 8785 canonical form of a JSON value: members sorted by UTF-16 code units, no white space. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

function bare(signingKey: string): string {
  return signingKey.replace(/^signkey-\w+-/, "");
}

/** The bearer token of a signing key: its prefix and the SHA-256 of its hexadecimal part, read as bytes. */
export function hashSigningKey(signingKey: string): string {
  const prefix = /^signkey-\w+-/.exec(signingKey)?.[0] ?? "";
  return (
    prefix +
    createHash("sha256")
      .update(Buffer.from(bare(signingKey), "hex"))
      .digest("hex")
  );
}

/** Compares secrets in a time that tells nothing of where they differ, nor of their lengths. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function mac(text: string, signingKey: string, seconds: string): string {
  return createHmac("sha256", bare(signingKey)).update(text).update(seconds).digest("hex");
}

/** The `x-inngest-signature` of a body; `text` is canonical JSON for requests, the raw text for answers. */
export function sign(text: string, signingKey: string, now = Date.now()): string {
  const seconds = Math.round(now / 1000).toString();
  return `t=${seconds}&s=${mac(text, signingKey, seconds)}`;
}

/** Whether `header` signs `text` with this key and is younger than five minutes. */
export function verify(
  header: string | undefined,
  text: string,
  signingKey: string,
  now = Date.now(),
): boolean {
  const parts = new URLSearchParams(header ?? "");
  const seconds = parts.get("t") ?? "";
  const age = Math.abs(now - Number.parseInt(seconds, 10) * 1000);
  return age <= MAX_AGE_MS && sameSecret(parts.get("s") ?? "", mac(text, signingKey, seconds));
}
