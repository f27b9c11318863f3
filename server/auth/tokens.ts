import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { inBatches } from "../batches";
import { db, runPrepared, type Tx } from "../db";
import { type Viewer, viewerSchema } from "../members/schema";
import type { Scope } from "./policy";
import { type Budget, budgetAfter, type Count, countStatement, WRITES } from "./rate-limits";

/** `lastUsedAt` is kept to the hour, so that a busy token doesn't write with every call. */
const USED_WITHIN = 3_600_000;

const SHAPE = /^mq_[A-Za-z0-9_-]{43}$/;

/** The owner and the scopes of a token that holds. */
export interface TokenHolder {
  viewer: Viewer;
  scopes: string[];
  /** What is left of the owner's writes after this one; null for a call that doesn't write. */
  budget: (Budget & { allowed: boolean }) | null;
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/**
 * Makes a token: mq_ and 32 random bytes in base64url. It is shown once; only its sha256 is stored.
 * @param expiresAt null: it holds until it is revoked.
 */
export async function makeToken(
  tx: Tx,
  {
    userId,
    name,
    scopes,
    expiresAt,
  }: { userId: number; name: string; scopes: readonly Scope[]; expiresAt: Date | null },
): Promise<string> {
  const token = `mq_${randomBytes(32).toString("base64url")}`;
  await tx.apiToken.create({
    data: { userId, name, scopes: [...scopes], expiresAt, tokenHash: digest(token) },
    select: { id: true },
  });
  return token;
}

/** A type, for rows have an index signature. */
type TokenRow = {
  id: number;
  tokenHash: string;
  scopes: string[];
  lastUsedAt: Date | null;
  userId: number;
  name: string;
  handle: string;
  role: string;
  /** The owner's writes in the window under way, those of this batch with them, and how long it lasts; null: none is counted. */
  points: number | null;
  left: number | null;
};

/** Comes with every call over REST, for all that come at once: the tokens that hold, and what their owners' writes amount to now. */
const TOKEN_HOLDERS = `
  with holder as (
    select token.id, token.token_hash as "tokenHash", token.scopes, token.last_used_at as "lastUsedAt",
      owner.id as "userId", owner.name, owner.handle, owner.role::text, asked.writes
    from unnest($1::text[], $2::int[]) as asked (token_hash, writes)
      join api_token token using (token_hash) join app_user owner on owner.id = token.user_id
    where token.revoked_at is null and owner.banned_at is null
      and (token.expires_at is null or token.expires_at > now())
  ), counted as (${countStatement(`
    select '${WRITES.name}:' || "userId", sum(writes)::int, ${1_000 * WRITES.seconds}
    from holder where writes > 0 group by "userId"`)}
  )
  select holder.*, counted.points, counted.left
  from holder left join counted on counted.key = '${WRITES.name}:' || "userId"`;

interface Asked {
  tokenHash: string;
  writes: boolean;
}

/** A token that holds, with its owner's count after this call where it is one that writes. */
interface Found {
  row: TokenRow;
  counted: Count | null;
}

const find = inBatches<Asked, Found | null>((calls) => {
  const writes = new Map<string, number>();
  for (const call of calls)
    writes.set(call.tokenHash, (writes.get(call.tokenHash) ?? 0) + Number(call.writes));
  const found = runPrepared<TokenRow>("token holders", TOKEN_HOLDERS, [
    [...writes.keys()],
    [...writes.values()],
  ]).then((rows) => placed(calls, new Map(rows.map((row) => [row.tokenHash, row]))));
  return calls.map(async (_, at) => (await found)[at] ?? null);
});

/** Whose token each call came with; the writes of one person in a batch count one after the other. */
function placed(calls: readonly Asked[], rows: ReadonlyMap<string, TokenRow>): (Found | null)[] {
  const counts = new Map<number, number>();
  return calls
    .toReversed()
    .map(({ tokenHash, writes }) => {
      const row = rows.get(tokenHash);
      if (!row || !timingSafeEqual(Buffer.from(row.tokenHash), Buffer.from(tokenHash))) return null;
      if (!writes || row.points === null || row.left === null) return { row, counted: null };
      const count = counts.get(row.userId) ?? row.points;
      counts.set(row.userId, count - 1);
      return { row, counted: { count, left: row.left } };
    })
    .reverse();
}

/**
 * Who holds a token, as the database has it now; null when it is unknown, revoked, expired or its owner banned.
 * @param writes whether the call is one that counts against its owner's budget; it does whatever comes of it.
 */
export async function findTokenHolder(token: string, { writes = false } = {}): Promise<TokenHolder | null> {
  if (!SHAPE.test(token)) return null;
  const found = await find({ tokenHash: digest(token), writes });
  if (!found) return null;
  const { row, counted } = found;
  const now = Date.now();
  if (!row.lastUsedAt || now - row.lastUsedAt.getTime() > USED_WITHIN)
    await db().apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } });
  return {
    viewer: viewerSchema.parse({ ...row, id: row.userId }),
    scopes: row.scopes,
    budget: counted && budgetAfter(counted),
  };
}

/** Ends a token; its next use is refused. */
export async function revokeToken(userId: number, id: number): Promise<void> {
  await db().apiToken.updateMany({ where: { id, userId, revokedAt: null }, data: { revokedAt: new Date() } });
}

/** Ends a token by its text. @returns whether there was one to end. */
export async function revokeShownToken(token: string): Promise<boolean> {
  const row = await db().apiToken.findUnique({
    where: { tokenHash: digest(token) },
    select: { id: true, userId: true, revokedAt: true },
  });
  if (!row || row.revokedAt) return false;
  await revokeToken(row.userId, row.id);
  return true;
}
