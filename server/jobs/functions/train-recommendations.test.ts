import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "../../db";
import { findDecisions, findModels } from "../../recommendations/queries";
import { stopWork } from "../../recommendations/work/client";
import { truncateAll } from "../../testing/database";
import { makePerson } from "../../testing/factories";
import { type JobWorld, startJobs } from "../../testing/job-world";
import { plant, sow } from "../../testing/planted";
import { requestTraining } from "../commands";
import { requestReplay } from "../dead-letters/commands";
import { failureSchema, recordDeadLetter } from "../dead-letters/record";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let jobs: JobWorld;
beforeAll(async () => {
  await truncateAll();
  jobs = await startJobs();
}, 60_000);
afterAll(async () => {
  await jobs.idle();
  await stopWork();
  await jobs.stop();
});

async function makeActor() {
  const { id: userId, name } = await makePerson("admin");
  return { userId, name, correlationId: "a-test" };
}

/** Has the job train and publish. @returns the model with what the desk says of it. */
async function train() {
  const before = (await findModels(1)).standing;
  await requestTraining(await makeActor(), false);
  await jobs.flushOutbox();
  await vi.waitUntil(async () => (await findModels(1)).standing !== before, {
    timeout: 90_000,
    interval: 50,
  });
  await jobs.idle();
  const { models } = await findModels(1);
  const decisions = (await findDecisions()).filter(({ modelId }) => modelId === models[0]?.id);
  return { model: models[0], published: decisions.find(({ action }) => action === "published") };
}

/** People who like whatever is most popular, so that no model does better than popularity. */
function flock() {
  const planted = plant(60, 60, 12, 3);
  const order = Int32Array.from({ length: 12 }, (_, film) => film);
  for (const person of planted.people)
    Object.assign(person, {
      films: order,
      values: new Float32Array(12).fill(9),
      times: new Float64Array(12).fill(1.7e9),
    });
  return planted;
}

test("a first model that doesn't beat popularity is published for that reason, not as one that passed", async () => {
  await sow(flock());
  const { model, published } = await train();
  expect(model).toMatchObject({ status: "published", kind: "content" });
  expect(model?.checks.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual([
    "NDCG@10 beside popularity",
  ]);
  expect(published).toMatchObject({
    by: null,
    why: "The crowd says too little yet to beat popularity: content and popularity serve.",
  });
});

test("one that passes all demands is published as such", async () => {
  await db().recModel.deleteMany();
  await db().user.deleteMany();
  await db().movie.deleteMany();
  await sow(plant(150, 120, 18, 5));
  const { model, published } = await train();
  expect(model?.checks.every(({ passed }) => passed)).toBe(true);
  expect([model?.verdict, published?.why]).toEqual([
    "Passed all that was asked.",
    "Passed all that was asked.",
  ]);
});

test("a replay trains as the run was asked to", async () => {
  // Without the request it would be the other way round today.
  const refit = new Date().getUTCDay() !== 0;
  const before = await db().recModel.count();
  await recordDeadLetter(
    failureSchema.parse({
      function_id: "marquee-train-recommendations",
      run_id: "01FAILED",
      error: { name: "Error", message: "the database was away" },
      event: { name: "recommendations/train-requested", data: { runId: "asked", refit } },
    }),
  );
  await requestReplay("01FAILED", await makeActor());
  await jobs.flushOutbox();
  await vi.waitUntil(async () => (await db().recModel.count()) > before, { timeout: 90_000, interval: 50 });
  await jobs.idle();
  const [last] = (await findDecisions()).filter(({ action }) => action === "trained");
  expect(last?.why).toBe(refit ? "With a new vocabulary." : "With the standing vocabulary.");
});
