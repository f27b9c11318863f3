import { createHash, randomBytes } from "node:crypto";
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
};

/** The tokens among those asked for that hold, with their owners. */
const HOLDERS = `
  select token.id, token.token_hash as "tokenHash", token.scopes, token.last_used_at as "lastUsedAt",
    owner.id as "userId", owner.name, owner.handle, owner.role::text
  from asked join api_token token using (token_hash) join app_user owner on owner.id = token.user_id
  where token.revoked_at is null and owner.banned_at is null
    and (token.expires_at is null or token.expires_at > now())`;

const READERS = `with asked (token_hash) as (select unnest($1::text[])) ${HOLDERS}`;

/** Under what an owner's writes are counted, in SQL. */
const KEY = `'${WRITES.name}:' || "userId"`;

/** The same for calls that write, so many with each token: counts them too, and tells what their owners' come to now. */
const WRITERS = `
  with asked (token_hash, calls) as (select * from unnest($1::text[], $2::int[])
  ), holder as (${HOLDERS}
  ), counted as (${countStatement(`
    select ${KEY}, sum(calls)::int, ${1_000 * WRITES.seconds}
    from holder join asked on token_hash = "tokenHash" group by "userId"`)}
  )
  select holder.*, counted.points, counted.left
  from holder join counted on counted.key = ${KEY}`;

/** For all calls that come at once. */
const findReader = inBatches<string, TokenRow | undefined>((tokenHashes) => {
  const rows = runPrepared<TokenRow>("readers", READERS, [[...new Set(tokenHashes)]]);
  return tokenHashes.map(async (wanted) => (await rows).find(({ tokenHash }) => tokenHash === wanted));
});

type Writer = TokenRow & { points: number; left: number };

/** For all that come at once; those of one person count one after the other. */
const findWriter = inBatches<string, { row: TokenRow; counted: Count } | undefined>((tokenHashes) => {
  const calls = new Map<string, number>();
  for (const tokenHash of tokenHashes) calls.set(tokenHash, (calls.get(tokenHash) ?? 0) + 1);
  const found = runPrepared<Writer>("writers", WRITERS, [[...calls.keys()], [...calls.values()]]).then(
    (rows) => {
      const byHash = new Map(rows.map((row) => [row.tokenHash, row]));
      const counts = new Map(rows.map(({ userId, points }) => [userId, points]));
      // From the last call, which makes the count full.
      const places = tokenHashes.toReversed().map((tokenHash) => {
        const row = byHash.get(tokenHash);
        if (!row) return undefined;
        const count = counts.get(row.userId) ?? row.points;
        counts.set(row.userId, count - 1);
        return { row, counted: { count, left: row.left } };
      });
      return places.reverse();
    },
  );
  return tokenHashes.map(async (_, at) => (await found)[at]);
});

async function holderOf(row: TokenRow): Promise<TokenHolder> {
  const now = Date.now();
  if (!row.lastUsedAt || now - row.lastUsedAt.getTime() > USED_WITHIN)
    await db().apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } });
  return { viewer: viewerSchema.parse({ ...row, id: row.userId }), scopes: row.scopes };
}

/**
 * Who holds a token, as the database has it now, found by its sha256; null when it is unknown, revoked, expired or its
 * owner banned.
 */
export async function findTokenHolder(token: string): Promise<TokenHolder | null> {
  const row = SHAPE.test(token) ? await findReader(digest(token)) : undefined;
  return row ? await holderOf(row) : null;
}

/** The same for a call that writes, which is counted: with what is left of the owner's writes after it. */
export async function countTokenHolder(token: string): Promise<(TokenHolder & { budget: Budget }) | null> {
  const found = SHAPE.test(token) ? await findWriter(digest(token)) : undefined;
  return found ? { ...(await holderOf(found.row)), budget: budgetAfter(found.counted) } : null;
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
