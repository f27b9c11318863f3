import { createHash, randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function encode(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest /= 32n) text = ALPHABET.charAt(Number(rest % 32n)) + text;
  return text;
}

/** A ULID: 48 bits of time in ms, 80 bits of `entropy`; sorts by time. */
export function ulid(now = Date.now(), entropy: Buffer = randomBytes(10)): string {
  return encode(BigInt(now), 10) + encode(BigInt(`0x${entropy.toString("hex")}`), 16);
}

/**
 * The id of the event at `index` of a request whose `x-inngest-event-id-seed` is `<ms>,<base64>`: the same
 * for each retry of one request, so that a retry after a lost answer doesn't double its events.
 */
export function seededId(seed: string | undefined, index: number): string {
  const [time = "", entropy = ""] = (seed ?? "").split(",");
  const ms = Number(time);
  if (!Number.isSafeInteger(ms) || ms <= 0 || entropy === "") return ulid();
  const digest = createHash("sha256").update(Buffer.from(entropy, "base64")).update(String(index)).digest();
  return ulid(ms, digest.subarray(0, 10));
}
