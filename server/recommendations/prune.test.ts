import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { db } from "../db";
import { truncateAll } from "../testing/database";
import { pruneModels } from "./publishing";

const HOUR = 3_600_000;

const ago = (hours: number) => new Date(Date.now() - hours * HOUR);

/** A model with something that serving needs, made so many hours ago. */
async function model(status: "candidate" | "published" | "rejected" | "retired", hours: number) {
  const { id } = await db().recModel.create({
    data: {
      kind: "content",
      seed: 1,
      dataHash: "",
      parameters: {},
      films: 1,
      people: 0,
      likes: 0,
      status,
      complete: status !== "rejected",
      createdAt: ago(hours),
      publishedAt: status === "published" || status === "retired" ? ago(hours) : null,
      artifacts: { create: { name: "idf", data: new Uint8Array(1) } },
      popular: { create: { scope: "all" } },
    },
    select: { id: true },
  });
  return id;
}

async function training(status: "queued" | "running" | "failed" | "cancelled", hours: number) {
  await db().jobRun.create({
    data: {
      id: randomUUID(),
      functionId: "train-recommendations",
      status,
      startedAt: status === "queued" ? null : ago(hours),
    },
  });
}

/** Models of which something is kept. */
async function kept() {
  const rows = await db().recModel.findMany({
    where: { complete: true, artifacts: { some: {} }, popular: { some: {} } },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

beforeEach(() => truncateAll());

test("the published model and the one before it are kept whole, others aren't", async () => {
  await model("retired", 9);
  const before = await model("retired", 8);
  await model("rejected", 7);
  const standing = await model("published", 6);
  expect(await pruneModels()).toBe(2);
  expect(await kept()).toEqual([before, standing]);
  expect(await pruneModels()).toBe(0);
});

test.each([
  { what: "before the published one", made: 7, gone: true },
  { what: "before it, of a training that failed", made: 7, run: ["failed", 7.5], gone: true },
  { what: "before it, of a training that was cancelled", made: 7, run: ["cancelled", 7.5], gone: true },
  { what: "before it, of a training that is tried again", made: 7, run: ["running", 7.5], gone: false },
  { what: "before it and before the training under way", made: 7, run: ["running", 6.5], gone: true },
  { what: "before it, with another training asked for", made: 7, run: ["queued", 0], gone: true },
  { what: "after it", made: 5, gone: false },
  { what: "after it and before yesterday", published: 50, made: 25, gone: true },
  {
    what: "before yesterday, of a training under way",
    published: 50,
    made: 25,
    run: ["running", 26],
    gone: false,
  },
] as const)("a candidate from $what, pruned: $gone", async (given) => {
  const published = "published" in given ? given.published : 6;
  const first = given.made > published ? await model("candidate", given.made) : 0;
  const standing = await model("published", published);
  const candidate = first || (await model("candidate", given.made));
  if ("run" in given) await training(given.run[0], given.run[1]);
  expect(await pruneModels()).toBe(given.gone ? 1 : 0);
  expect((await kept()).includes(candidate)).toBe(!given.gone);
  expect(await kept()).toContain(standing);
  expect(await pruneModels()).toBe(0);
});

test("where no model was ever published, candidates are kept for a day", async () => {
  await model("candidate", 25);
  const late = await model("candidate", 23);
  await pruneModels();
  expect(await kept()).toEqual([late]);
});
