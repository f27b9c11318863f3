import { beforeEach, describe, expect, test } from "vitest";
import { db } from "../db";
import { refreshRankings } from "../ranking/commands";
import { rateMovie } from "../ratings/commands";
import { truncateAll } from "../testing/database";
import { makeMovie, makeStandingLists, publishAll } from "../testing/factories";
import { deleteAccount, signUp } from "./commands";
import { findMember } from "./queries";
import type { Role } from "./schema";

const password = "long enough, this one";
let sequence = 0;

async function join(role: Role = "member"): Promise<number> {
  const { id } = await signUp({ name: "Ada", email: `ada-${++sequence}@example.org`, password });
  if (role !== "member") await db().user.update({ where: { id }, data: { role } });
  return id;
}

beforeEach(truncateAll);

describe("deleteAccount", () => {
  test("takes everything of the person's away, and their votes out of the ranking", async () => {
    await makeStandingLists();
    const [ada, bo] = [await join("editor"), await join("admin")];
    const movieId = await makeMovie({ title: "Solaris", year: 1972 }, ada);
    await rateMovie({ movieId, userId: ada, value: 10 });
    await rateMovie({ movieId, userId: bo, value: 4 });
    await db().apiToken.create({ data: { userId: ada, name: "a", tokenHash: "a", scopes: [] } });
    const kept = { key: "a", requestHash: "a", status: 201, headers: {}, body: {} };
    await db().idempotencyKey.create({ data: { ...kept, userId: ada } });
    const run = { functionId: "sweep", status: "queued" as const, requestedById: ada };
    await db().jobRun.create({ data: { ...run, id: "run" } });
    await publishAll();
    const { createdAt } = await db().user.findUniqueOrThrow({ where: { id: ada } });
    await deleteAccount({ userId: ada, password });
    expect(await findMember({ id: ada, since: createdAt.getTime() })).toBeNull();
    expect(await db().rating.findMany({ select: { userId: true } })).toEqual([{ userId: bo }]);
    expect([await db().apiToken.count(), await db().idempotencyKey.count()]).toEqual([0, 0]);
    expect((await db().jobRun.findUniqueOrThrow({ where: { id: "run" } })).requestedById).toBeNull();
    expect((await db().movie.findUniqueOrThrow({ where: { id: movieId } })).addedById).toBeNull();
    expect(await db().outbox.findMany({ where: { name: "member/left" } })).toHaveLength(1);
    await refreshRankings({ runId: "run", reason: "votes" });
    const stat = await db().movieStat.findUniqueOrThrow({ where: { movieId } });
    expect([stat.votes, stat.valueSum]).toEqual([1, 4]);
  });

  test("asks for the password", async () => {
    const ada = await join();
    await expect(deleteAccount({ userId: ada, password: `${password}!` })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "password" }],
    });
    expect(await db().user.count()).toBe(1);
  });

  test("the last admin can't leave, and of two who leave at once one stays", async () => {
    const admins = [await join("admin"), await join("admin")];
    const results = await Promise.allSettled(admins.map((userId) => deleteAccount({ userId, password })));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused).toMatchObject([{ code: "conflict" }]);
    expect(await db().user.count({ where: { role: "admin" } })).toBe(1);
  });
});
