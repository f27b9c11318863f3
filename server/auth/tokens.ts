import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { inBatches } from "../batches";
import { db, runPrepared, type Tx } from "../db";
import { type Viewer, viewerSchema } from "../members/schema";
import type { Scope } from "./policy";

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
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  userId: number;
  name: string;
  handle: string;
  role: string;
  bannedAt: Date | null;
};

/** Comes with every write over REST, for all that come at once. */
const TOKEN_HOLDERS = `
  select token.id, token.token_hash as "tokenHash", token.scopes, token.expires_at as "expiresAt",
    token.revoked_at as "revokedAt", token.last_used_at as "lastUsedAt",
    owner.id as "userId", owner.name, owner.handle, owner.role::text, owner.banned_at as "bannedAt"
  from api_token token join app_user owner on owner.id = token.user_id where token.token_hash = any($1)`;

const findRow = inBatches<string, TokenRow | undefined>((tokenHashes) => {
  const rows = runPrepared<TokenRow>("token holders", TOKEN_HOLDERS, [tokenHashes]);
  return tokenHashes.map(async (wanted) => (await rows).find(({ tokenHash }) => tokenHash === wanted));
});

/** Who holds a token, as the database has it now; null when it is unknown, revoked, expired or its owner banned. */
export async function findTokenHolder(token: string): Promise<TokenHolder | null> {
  if (!SHAPE.test(token)) return null;
  const tokenHash = digest(token);
  const row = await findRow(tokenHash);
  if (!row || !timingSafeEqual(Buffer.from(row.tokenHash), Buffer.from(tokenHash))) return null;
  const now = Date.now();
  if (row.revokedAt || row.bannedAt || (row.expiresAt && row.expiresAt.getTime() <= now)) return null;
  if (!row.lastUsedAt || now - row.lastUsedAt.getTime() > USED_WITHIN)
    await db().apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } });
  return { viewer: viewerSchema.parse({ ...row, id: row.userId }), scopes: row.scopes };
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
