import { createHash, randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function encode(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest /= 32n) text = ALPHABET.charAt(Number(rest % 32n)) + text;
  return text;
}

/** A ULID of these parts: 48 bits of time in ms, 80 bits of entropy. */
function compose(ms: number, entropy: bigint): string {
  return encode(BigInt(ms), 10) + encode(entropy, 16);
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex")}`);
}

let last = { ms: 0, entropy: 0n };

/** A ULID: unique, and later than each one that this process made before. */
export function ulid(): string {
  const ms = Math.max(Date.now(), last.ms);
  // The top bit stays free, so that counting up within a millisecond never overflows.
  last = { ms, entropy: ms === last.ms ? last.entropy + 1n : toBigInt(randomBytes(10)) >> 1n };
  return compose(last.ms, last.entropy);
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
  return compose(ms, toBigInt(digest.subarray(0, 10)));
}
