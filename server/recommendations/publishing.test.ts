import { spawn } from "node:child_process";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { db } from "../db";
import { truncateAll } from "../testing/database";
import { plant, sow } from "../testing/planted";
import { markMembers } from "./commands";
import { goBack, publishModel } from "./publishing";
import {
  areMembersWaiting,
  findCoverage,
  findForYou,
  findSimilar,
  findStaleMembers,
  findStandingId,
} from "./queries";
import { refreshMembers } from "./serving/refresh-members";
import { trainCandidate } from "./training/candidate";
import { completeModel } from "./training/complete";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const NOBODY = { userId: null, why: "a test" };

let movieIds: number[];
let userIds: number[];
let first: number;

beforeAll(async () => {
  await truncateAll();
  ({ movieIds, userIds } = await sow(plant(60, 60, 12, 2)));
  first = (await trainCandidate({ refit: false })).modelId;
  await completeModel(first);
  await publishModel(first, NOBODY);
  await refreshMembers(userIds);
});

/** Runs a line of TypeScript in a process of its own on this test's database, and kills it when `when` comes true. */
async function killDuring(code: string, when: () => Promise<boolean>): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
    cwd: join(import.meta.dirname, "../.."),
    env: process.env,
    stdio: "ignore",
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once("exit", (_, signal) => resolve(signal)),
  );
  await vi.waitUntil(when, { timeout: 60_000, interval: 20 });
  child.kill("SIGKILL");
  return await ended;
}

/** What people see of a generation. */
async function seen() {
  return {
    standing: await findStandingId(),
    list: await findForYou(userIds[0] ?? 0, 10),
    similar: await findSimilar(movieIds[0] ?? 0),
    vectors: await db().movieVector.count({ where: { modelId: first } }),
  };
}

test("a training killed while it writes leaves the standing generation whole, and starts again", async () => {
  const before = await seen();
  const { modelId } = await trainCandidate({ refit: false });
  // Films' neighbours come last: locked, they hold the writing up after the vectors are there.
  const signal = await db().$transaction(
    async (tx) => {
      await tx.$executeRaw`lock table movie_similar in share mode`;
      return await killDuring(
        `const { completeModel } = await import("./server/recommendations/training/complete.ts"); await completeModel(${modelId});`,
        async () => (await tx.movieVector.count({ where: { modelId } })) === 60,
      );
    },
    { timeout: 90_000 },
  );
  expect(signal).toBe("SIGKILL");
  expect(await db().recModel.findUnique({ where: { id: modelId } })).toMatchObject({ complete: false });
  await expect(publishModel(modelId, NOBODY)).rejects.toMatchObject({ code: "conflict" });
  expect(await seen()).toEqual(before);
  await completeModel(modelId);
  await publishModel(modelId, NOBODY);
  expect(await findStandingId()).toBe(modelId);
  first = modelId;
});

test("a swap killed before its end never happened", async () => {
  await refreshMembers(userIds);
  const { modelId } = await trainCandidate({ refit: false });
  await completeModel(modelId);
  const before = await seen();
  // The swap's last write waits for this lock, so the kill comes between its first write and its end.
  const signal = await db().$transaction(
    async (tx) => {
      await tx.$executeRaw`lock table cache_version in access exclusive mode`;
      return await killDuring(
        `const { publishModel } = await import("./server/recommendations/publishing.ts"); await publishModel(${modelId}, { userId: null, why: "killed" });`,
        async () => {
          const [row] = await tx.$queryRaw<{ waits: boolean }[]>`
            select exists (select from pg_locks where not granted and relation = 'cache_version'::regclass) as waits`;
          return row?.waits ?? false;
        },
      );
    },
    { timeout: 90_000 },
  );
  expect(signal).toBe("SIGKILL");
  expect(await seen()).toEqual(before);
  await publishModel(modelId, NOBODY);
  expect(await findStandingId()).toBe(modelId);
  expect(await db().recModel.count({ where: { status: "published" } })).toBe(1);
});

test("a swap waits for no list; each of the model before is stale at once, one that was just being made too", async () => {
  const before = await findStandingId();
  await refreshMembers(userIds);
  expect(await findStaleMembers(100)).toEqual([]);
  const [userId = 0] = userIds;
  const making = await db().$transaction(
    async (tx) => {
      await tx.$executeRaw`select from user_rec where user_id = ${userId} for update`;
      const made = refreshMembers([userId]);
      await vi.waitUntil(async () => {
        const [row] = await tx.$queryRaw<{ waits: boolean }[]>`
          select exists (select from pg_locks where not granted) as waits`;
        return row?.waits;
      });
      await goBack(NOBODY);
      return { made };
    },
    { timeout: 60_000 },
  );
  await making.made;
  expect(await findForYou(userId, 5)).toMatchObject({ state: "personal", stale: true, modelId: before });
  expect([...(await findStaleMembers(100))].sort((a, b) => a - b)).toEqual(userIds);
  expect(await findCoverage()).toMatchObject({ stale: 60 });
  await refreshMembers(userIds);
  expect(await findStaleMembers(100)).toEqual([]);
  const standing = await findStandingId();
  expect(standing).not.toBe(before);
  expect(await findForYou(userId, 5)).toMatchObject({ stale: false, modelId: standing });
});

test("a list waits for half a minute from the swap on before anybody is woken; whoever rates comes before it", async () => {
  const last = userIds.slice(-1);
  await goBack(NOBODY);
  expect(await areMembersWaiting()).toBe(false);
  await db().recModel.updateMany({
    where: { status: "published" },
    data: { publishedAt: new Date(Date.now() - 31_000) },
  });
  expect(await areMembersWaiting()).toBe(true);
  await db().$transaction((tx) => markMembers(tx, last));
  expect(await findStaleMembers(1)).toEqual(last);
});
