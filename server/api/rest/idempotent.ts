import { createHash } from "node:crypto";
import { AppError } from "../../errors";
import { once, type Transaction } from "../../idempotency/commands";
import type { Reply } from "./reply";

const KEY = /^[\x21-\x7e]{1,200}$/;

/** JSON with sorted keys, so that the same request in another order is the same. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The request's Idempotency-Key; null where it has none. @throws AppError malformed */
export function idempotencyKeyOf(headers: Pick<Headers, "get">): string | null {
  const key = headers.get("idempotency-key");
  if (key === null) return null;
  if (!KEY.test(key))
    throw new AppError("malformed", {
      userMessage: "An Idempotency-Key is 1 to 200 visible ASCII characters.",
    });
  return key;
}

/** Does the work once for this person and key; `replayed` where it was done before. */
export async function replayable(
  call: { userId: number; key: string; method: string; path: string; body: unknown },
  work: (tx: Transaction) => Promise<Reply>,
): Promise<{ reply: Reply; replayed: boolean }> {
  const requestHash = createHash("sha256")
    .update(`${call.method} ${call.path}\n${canonical(call.body)}`)
    .digest("hex");
  const answer = await once({ userId: call.userId, key: call.key, requestHash }, async (tx) => {
    const { status = 200, body, headers = {} } = await work(tx);
    return { status, headers, body: JSON.stringify(body) };
  });
  const headers = answer.replayed ? { ...answer.headers, "Idempotency-Replayed": "true" } : answer.headers;
  return { reply: { status: answer.status, text: answer.body, headers }, replayed: answer.replayed };
}
