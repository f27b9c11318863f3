import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "../db";
import { until } from "../embedded/inngest/harness";
import { recordEvent } from "../events";
import { logger } from "../observability/logger";
import { publishFullEdition } from "../ranking/commands";
import { rateMovie } from "../ratings/commands";
import { truncateAll } from "../testing/database";
import { type JobWorld, startJobs } from "../testing/job-world";

/** The site's own functions on the real engine, with votes that come while an edition is made. */

/** The outbox's pauses between two rounds: after few facts, and under a flood. */
const BREATHS = [20, 100];

const rests = vi.hoisted(() => {
  const asked: number[] = [];
  const breaths: number[] = [];
  return { asked, breaths, end: () => {} };
});
// A rest lasts until the test ends it: what happens meanwhile doesn't hang on how quick the machine is.
vi.mock("node:timers/promises", async (importOriginal) => {
  const timers = await importOriginal<typeof import("node:timers/promises")>();
  const setTimeout = (milliseconds: number) => {
    if (BREATHS.includes(milliseconds)) {
      rests.breaths.push(milliseconds);
      return timers.setTimeout(milliseconds);
    }
    return new Promise<void>((resolve) => {
      rests.asked.push(milliseconds);
      rests.end = resolve;
    });
  };
  return { ...timers, setTimeout };
});

const FILMS = 30;

let jobs: JobWorld;
let movieIds: number[];
let userIds: number[];

beforeAll(async () => {
  logger.level = "silent";
  await truncateAll();
  await db().list.create({ data: { slug: "all-time", title: "All time", kind: "all", minimumWeight: 1 } });
  const films = Array.from({ length: FILMS }, (_, at) => ({
    slug: `m-${at}-2000`,
    title: `M ${at}`,
    titleKey: `m ${at}`,
    year: 2000,
    sourceVotes: 9,
    sourceMeanMilli: 8_000,
  }));
  const people = ["a", "b", "c"].map((name) => ({
    email: `${name}@example.org`,
    handle: name,
    name,
    ratingCount: 100, // A newcomer's first votes gain weight with later ones, and make their films dirty again.
  }));
  movieIds = (await db().movie.createManyAndReturn({ data: films, select: { id: true } })).map(
    ({ id }) => id,
  );
  userIds = (await db().user.createManyAndReturn({ data: people, select: { id: true } })).map(({ id }) => id);
  await publishFullEdition({ runId: "seed", reason: "seed" });
  jobs = await startJobs();
});

afterAll(() => jobs.stop());

/** Votes of one person on films, each a write of its own, and the outbox's word of them. */
async function vote(user: number, films: readonly number[], value: number): Promise<void> {
  const userId = userIds[user] ?? 0;
  await Promise.all(films.map((movieId) => rateMovie({ movieId, userId, value })));
  await jobs.flushOutbox();
}

const editions = () => db().edition.count();

/** Settles when every vote is in an edition and nothing runs. */
async function quiet(): Promise<void> {
  await until(async () => (await db().dirtyMovie.count()) === 0);
  await jobs.idle();
}

/** Keeps the next edition from being written until `meanwhile` has been done. */
async function whilePublishing(begin: () => Promise<void>, meanwhile: () => Promise<void>): Promise<void> {
  await db().$transaction(
    async (tx) => {
      await tx.$executeRaw`lock table edition in share mode`;
      await begin();
      await until(async () => {
        const [row] = await db().$queryRaw<{ waits: boolean }[]>`
          select exists (select from pg_locks where relation = 'edition'::regclass and not granted) as waits`;
        return row?.waits;
      });
      await meanwhile();
    },
    { timeout: 60_000 },
  );
}

test("under a flood publishing rests after an edition, and what comes meanwhile shares the next one", async () => {
  const [first = 0, ...others] = movieIds;
  await whilePublishing(
    () => vote(0, [first], 1),
    () => vote(0, others, 2),
  );
  await until(() => rests.asked.length === 1);
  expect(rests.asked[0]).toBeGreaterThan(0);
  expect(rests.asked[0]).toBeLessThanOrEqual(1_000);
  expect(await editions()).toBe(2);

  for (const movieId of others.slice(0, 5)) await vote(1, [movieId], 10);
  expect(await editions()).toBe(2);
  rests.end();
  await quiet();
  expect(await editions()).toBe(3);
  expect(rests.asked).toHaveLength(1);
  const { _sum: held } = await db().listEntry.aggregate({ _sum: { votes: true } });
  expect(held.votes).toBe(FILMS * 9 + FILMS + 5);
});

test("a few votes while an edition is made are published without a rest", async () => {
  const before = await editions();
  const [first = 0, ...others] = movieIds;
  await whilePublishing(
    () => vote(2, [first], 10),
    () => vote(2, others.slice(0, 10), 9),
  );
  await quiet();
  expect(await editions()).toBe(before + 2);
  expect(rests.asked).toHaveLength(1);
});

test("between two rounds the outbox waits longer where a round took many facts along", async () => {
  const send = async (facts: number) => {
    for (let at = 0; at < facts; at++)
      await recordEvent(db(), "rating/changed", { movieId: movieIds[0] ?? 0, userId: userIds[0] ?? 0 });
    rests.breaths.length = 0;
    const round = jobs.flushOutbox();
    await setImmediate();
    // Who calls while a round is under way has the next one.
    await Promise.all([round, jobs.flushOutbox()]);
    return [...rests.breaths];
  };
  expect(await send(2)).toEqual([20]);
  expect(await send(10)).toEqual([100]);
  await quiet();
});

test("who waits for the outbox waits for a round of their own, not for the end of a flood", async () => {
  const calls: Promise<void>[] = [];
  const note = async () => {
    await recordEvent(db(), "rating/changed", { movieId: movieIds[0] ?? 0, userId: userIds[0] ?? 0 });
    await jobs.flushOutbox();
  };
  const flood = setInterval(() => calls.push(note()), 2);
  await until(() => calls.length > 10);
  rests.breaths.length = 0;
  await jobs.flushOutbox();
  expect(rests.breaths.length).toBeLessThan(3);
  clearInterval(flood);
  await Promise.all(calls);
  await quiet();
  expect(await db().outbox.count({ where: { sentAt: null } })).toBe(0);
});
