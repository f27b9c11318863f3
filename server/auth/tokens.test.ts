import { beforeEach, expect, test } from "vitest";
import { db } from "../db";
import { env } from "../env";
import { truncateAll } from "../testing/database";
import { makePerson } from "../testing/factories";
import { countWrite } from "./rate-limits";
import { findTokenHolder, makeToken, revokeToken } from "./tokens";

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

test("calls that write are counted under their owner, one after the other whichever token they come with, and others not", async () => {
  const { MARQUEE_WRITE_LIMIT: most } = env();
  const one = await make();
  const other = await make(null, { id: one.userId });
  const stranger = await make();
  const calls = [one, one, other, stranger, one, other].map(({ token }, at) =>
    findTokenHolder(token, { writes: at !== 1 }),
  );
  const holders = await Promise.all(calls);
  const spent = holders.map((holder) => holder?.budget && most - holder.budget.remaining);
  expect(spent).toEqual([1, null, 2, 1, 3, 4]);
  expect(holders[5]?.budget).toMatchObject({ limit: most, reset: 60, allowed: true });
  expect(await countWrite(one.userId)).toMatchObject({ remaining: most - 5 });
});

test("writes beyond the budget are told so, and a token that doesn't hold counts under nobody", async () => {
  const { MARQUEE_WRITE_LIMIT: most } = env();
  const { token, userId } = await make();
  const revoked = await make();
  await db().apiToken.updateMany({ where: { userId: revoked.userId }, data: { revokedAt: new Date() } });
  const asked = [...Array<string>(most + 2).fill(token), revoked.token];
  const holders = await Promise.all(asked.map((one) => findTokenHolder(one, { writes: true })));
  expect(holders.slice(0, most).every((holder) => holder?.budget?.allowed)).toBe(true);
  expect(holders.slice(most)).toMatchObject([
    { budget: { allowed: false, remaining: 0 } },
    { budget: { allowed: false, remaining: 0 } },
    null,
  ]);
  expect(await db().rateLimit.findMany({ select: { key: true, points: true } })).toEqual([
    { key: `writes:${userId}`, points: most + 2 },
  ]);
});
