import { z } from "zod";
import { db, type Tx } from "../db";
import { AppError } from "../errors";

/** What the work writes through. */
export type Transaction = Tx;

/** An answer as it is kept. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const kept = z.object({ headers: z.record(z.string(), z.string()), body: z.string() });

/**
 * Does a piece of work once for a person's key: it and the keeping of its answer are one transaction, and
 * whoever comes with the same key meanwhile waits and gets the same answer. Work that throws keeps nothing.
 * @param requestHash what was asked for; the key can't be used again for anything else.
 * @throws AppError invalid where it is; whatever the work throws.
 */
export async function once(
  { userId, key, requestHash }: { userId: number; key: string; requestHash: string },
  work: (tx: Tx) => Promise<KeptAnswer>,
): Promise<KeptAnswer & { replayed: boolean }> {
  return await db().$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`idempotency: ${userId} ${key}`}, 0))`;
    const held = await tx.idempotencyKey.findUnique({ where: { userId_key: { userId, key } } });
    if (held) {
      if (held.requestHash !== requestHash)
        throw new AppError("invalid", {
          userMessage:
            "This Idempotency-Key came with another request before. Use a new key for a new request.",
        });
      return { status: held.status, ...kept.parse(held), replayed: true };
    }
    const answer = await work(tx);
    await tx.idempotencyKey.create({ data: { userId, key, requestHash, ...answer }, select: { key: true } });
    return { ...answer, replayed: false };
  });
}
