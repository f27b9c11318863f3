import { beforeEach, expect, test } from "vitest";
import { db } from "../db";
import { env } from "../env";
import { truncateAll } from "../testing/database";
import { countSignUp, countWrite } from "./rate-limits";

beforeEach(truncateAll);

test("each write of those that come at once is counted, one after the other", async () => {
  const { MARQUEE_WRITE_LIMIT: most } = env();
  const budgets = await Promise.all(Array.from({ length: most + 3 }, () => countWrite(1)));
  expect(budgets.map(({ remaining }) => remaining)).toEqual([
    ...Array.from({ length: most }, (_, at) => most - 1 - at),
    ...[0, 0, 0],
  ]);
  expect(budgets.map(({ allowed }) => allowed)).toEqual([...Array(most).fill(true), ...Array(3).fill(false)]);
  expect(await countWrite(2)).toMatchObject({ remaining: most - 1, allowed: true });
});

test("a window ends as long after its first count as the limit says, and another begins", async () => {
  await countWrite(1);
  const again = await countWrite(1);
  expect([again.limit - again.remaining, again.reset]).toEqual([2, 60]);
  await db().rateLimit.updateMany({ data: { expire: Date.now() - 1 } });
  const { limit, remaining, reset } = await countWrite(1);
  expect([limit - remaining, reset]).toEqual([1, 60]);
});

test("limits of different kinds count apart", async () => {
  await Promise.all([countWrite(1), countSignUp("192.0.2.1"), countSignUp("192.0.2.1")]);
  const rows = await db().rateLimit.findMany({
    select: { key: true, points: true },
    orderBy: { key: "asc" },
  });
  expect(rows).toEqual([
    { key: "sign-in address:sign-up 192.0.2.1", points: 2 },
    { key: "writes:1", points: 1 },
  ]);
});
