/**
 * The network address that a request comes from: the last hop that a proxy, or else Next's own server,
 * wrote down. Earlier entries are the client's to invent.
 */
export function addressOf(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 64) || "unknown";
}
