/**
 * The network address that a request comes from: the last entry of `X-Forwarded-For`. Behind a proxy
 * (MARQUEE_TRUST_PROXY) that is what the proxy wrote, earlier entries being the client's to invent. Without one
 * it is the connection's address, as Next wrote it: what clients send is taken away before
 * (server/embedded/own-address.mjs).
 */
export function addressOf(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 64) || "unknown";
}
