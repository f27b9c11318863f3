import { beforeEach, expect, test } from "vitest";
import { db } from "../db";
import { env } from "../env";
import { truncateAll } from "../testing/database";
import { makePerson } from "../testing/factories";
import { countWrite } from "./rate-limits";
import { countTokenHolder, findTokenHolder, makeToken, revokeToken } from "./tokens";

beforeEach(truncateAll);

async function make(
  expiresAt: Date | null = null,
  person?: { id: number },
): Promise<{ token: string; userId: number }> {
  const { id: userId } = person ?? (await makePerson("editor"));
  const token = await makeToken(db(), {
    userId,
    name: "test",
    scopes: ["movies:write"],
    expiresAt,
  });
  return { token, userId };
}

test("a token is found by what was shown, of which only a hash is kept", async () => {
  const { token, userId } = await make();
  expect(token).toMatch(/^mq_[A-Za-z0-9_-]{43}$/);
  expect(await findTokenHolder(token)).toMatchObject({
    viewer: { id: userId, role: "editor" },
    scopes: ["movies:write"],
  });
  const [row] = await db().apiToken.findMany();
  expect(JSON.stringify(row)).not.toContain(token);
  expect(row?.lastUsedAt).not.toBeNull();
});

test("a token ends by expiry, revocation and its owner's ban", async () => {
  const expired = await make(new Date(Date.now() - 1_000));
  expect(await findTokenHolder(expired.token)).toBeNull();
  const revoked = await make();
  const [row] = await db().apiToken.findMany({ where: { userId: revoked.userId } });
  await revokeToken(revoked.userId, row?.id ?? 0);
  expect(await findTokenHolder(revoked.token)).toBeNull();
  const banned = await make();
  await db().user.update({ where: { id: banned.userId }, data: { bannedAt: new Date() } });
  expect(await findTokenHolder(banned.token)).toBeNull();
});

test.each([
  ["mq_"],
  ["mq_nonsense"],
  [`mq_${"A".repeat(43)}`],
  [`mq_${"A".repeat(1_000)}`],
  ["'; drop table api_token"],
  ["\0"],
])("%j is no token", async (token) => {
  expect(await findTokenHolder(token)).toBeNull();
});

/** What is counted under the owner after each of the calls that come at once. */
async function spentBy(tokens: readonly string[]): Promise<(number | undefined)[]> {
  const holders = await Promise.all(tokens.map(countTokenHolder));
  return holders.map((holder) => holder?.budget && holder.budget.limit - holder.budget.remaining);
}

test("writes are counted under their owner, one after the other whichever token they come with, and reads not", async () => {
  const one = await make();
  const other = await make(null, { id: one.userId });
  const stranger = await make();
  expect(await findTokenHolder(one.token)).not.toBeNull();
  const calls = [one, other, stranger, one, other];
  expect(await spentBy(calls.map(({ token }) => token))).toEqual([1, 2, 1, 3, 4]);
  expect(await countWrite(one.userId)).toMatchObject({ limit: 300, remaining: 295, reset: 60 });
});

test("writes beyond the budget are told so, and a token that doesn't hold counts under nobody", async () => {
  const { MARQUEE_WRITE_LIMIT: most } = env();
  const { token, userId } = await make();
  const key = `writes:${userId}`;
  await db().rateLimit.create({ data: { key, points: most - 3, expire: Date.now() + 60_000 } });
  const revoked = await make();
  await db().apiToken.updateMany({ where: { userId: revoked.userId }, data: { revokedAt: new Date() } });
  const holders = await Promise.all([token, token, revoked.token, token, token].map(countTokenHolder));
  expect(holders.map((holder) => holder?.budget.allowed)).toEqual([true, true, undefined, true, false]);
  expect(await db().rateLimit.findMany({ select: { key: true, points: true } })).toEqual([
    { key, points: most + 1 },
  ]);
});

test("whose writes are being counted elsewhere holds no reader up", async () => {
  const { token } = await make();
  await countTokenHolder(token);
  const waits = await db().$transaction(async (tx) => {
    await tx.$queryRaw`select from rate_limit for update`;
    const counted = countTokenHolder(token);
    expect(await findTokenHolder(token)).not.toBeNull();
    return { counted };
  });
  expect(await waits.counted).not.toBeNull();
});
