import { isIPv6 } from "node:net";

/** An IPv6 address's first 64 bits, which one subscriber has; what stands for an IPv4 address is that one. */
function subscriberOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!isIPv6(plain)) return plain;
  const [left = [], right = []] = plain.split("::").map((part) => part.split(":").filter(Boolean));
  const held = left.length + right.length + (plain.includes(".") ? 1 : 0);
  const groups = [...left, ...Array.from({ length: Math.max(0, 8 - held) }, () => "0"), ...right];
  const first = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${first.join(":")}::/64`;
}

/**
 * The network address that a request comes from: the last entry of `X-Forwarded-For`. Behind a proxy
 * (MARQUEE_TRUST_PROXY) that is what the proxy wrote, earlier entries being the client's to invent. Without one
 * it is the connection's address, as Next wrote it: what clients send is taken away before
 * (server/embedded/own-address.mjs). Of IPv6 it is the subscriber's network: each of them has 2^64 addresses.
 */
export function addressOf(headers: Headers): string {
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 64);
  return last ? subscriberOf(last) : "unknown";
}
