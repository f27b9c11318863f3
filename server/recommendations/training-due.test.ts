import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { db } from "../db";
import { truncateAll } from "../testing/database";
import { findTrainingDue } from "./queries";

const HOUR = 3_600_000;

/** So many votes, as a publish leaves their count; null: nothing was published yet. */
async function setVotes(votes: number | null): Promise<void> {
  await db().rankingState.deleteMany();
  if (votes === null) return;
  const prior = { priorWeightMilli: 1, priorMeanMicro: 1, varianceMicro: 1 };
  const now = new Date();
  await db().rankingState.create({ data: { ...prior, votes, trendingAsOf: now, computedAt: now } });
}

/** A model of so many ratings, made so many hours ago. */
async function trained(ratings: number, hoursAgo: number): Promise<void> {
  await db().recModel.create({
    data: {
      kind: "content",
      seed: 1,
      dataHash: "",
      parameters: { ratings },
      films: 1,
      people: 0,
      likes: 0,
      createdAt: new Date(Date.now() - hoursAgo * HOUR),
    },
  });
}

async function run(status: "running" | "failed", hoursAgo: number): Promise<void> {
  const at = new Date(Date.now() - hoursAgo * HOUR);
  const finishedAt = status === "failed" ? at : null;
  await db().jobRun.create({
    data: { id: randomUUID(), functionId: "train-recommendations", status, queuedAt: at, finishedAt },
  });
}

/** @param hoursAgo when the job engine was told; null: not yet. */
async function ask(hoursAgo: number | null): Promise<void> {
  const sentAt = hoursAgo === null ? null : new Date(Date.now() - hoursAgo * HOUR);
  await db().outbox.create({
    data: { id: randomUUID(), name: "recommendations/train-requested", data: {}, sentAt },
  });
}

beforeAll(async () => {
  await truncateAll();
  await db().movie.create({ data: { slug: "a-1990", title: "A", titleKey: "a", year: 1990 } });
});

test.each([
  { what: "no model yet", is: true },
  { what: "nothing new since the last", model: [1_000, 5], is: false },
  { what: "2 % new", model: [980, 5], is: true },
  { what: "less than 2 % new", model: [981, 5], is: false },
  { what: "much new within the hour", model: [10, 0.5], is: false },
  { what: "one that was made before the first edition", model: [0, 5], is: true },
  { what: "one, while no edition was published", model: [0, 5], votes: null, is: false },
  { what: "one that runs", run: ["running", 0.1], is: false },
  { what: "one that was lost", run: ["running", 3], is: true },
  { what: "one that failed just now", run: ["failed", 0.1], is: false },
  { what: "one that failed long ago", run: ["failed", 2], is: true },
  { what: "one that was asked for and not sent", asked: null, is: false },
  { what: "one that was asked for just now", asked: 0.01, is: false },
  { what: "one that was asked for long ago", asked: 1, is: true },
] as const)("a training after $what: $is", async (given) => {
  await db().recModel.deleteMany();
  await db().jobRun.deleteMany();
  await db().outbox.deleteMany();
  await setVotes("votes" in given ? given.votes : 1_000);
  if ("model" in given) await trained(given.model[0], given.model[1]);
  if ("run" in given) await run(given.run[0], given.run[1]);
  if ("asked" in given) await ask(given.asked);
  expect(await findTrainingDue()).toBe(given.is);
});
