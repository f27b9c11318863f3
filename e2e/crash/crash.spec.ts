import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { z } from "zod";
import { computeLists, publishedLists } from "../../server/testing/oracle";
import { bearer, database } from "../api/tokens";
import { site } from "../site";

const VOTES = 200;
const KILLS = 10;

const running = z.object({
  children: z.object({ site: z.object({ pid: z.int() }), engine: z.object({ pid: z.int() }) }),
});

/** Kills the site or the job engine without a word of warning, as soon as it stands. */
async function kill(name: "site" | "engine"): Promise<void> {
  const strike = () => {
    const file = join(site().dataFolder, "running.json");
    const { children } = running.parse(JSON.parse(readFileSync(file, "utf8")));
    try {
      return process.kill(children[name].pid, "SIGKILL");
    } catch {
      return false; // It is dead already and about to be started again.
    }
  };
  await expect.poll(strike, { timeout: 60_000, intervals: [100] }).toBe(true);
}

/** Sends a vote until it is acknowledged; an answer that never came may or may not have counted. */
async function vote(
  request: APIRequestContext,
  film: number,
  value: number,
  headers: Record<string, string>,
) {
  const send = async () => {
    try {
      const answer = await request.put(`/api/v1/movies/${film}/rating`, {
        headers,
        data: { value },
        timeout: 10_000,
      });
      return answer.status();
    } catch {
      return 0;
    }
  };
  await expect.poll(send, { timeout: 90_000, intervals: [50, 200, 500] }).toBe(200);
}

test("every acknowledged vote is in the edition, though site and engine are killed ten times", async ({
  request,
}) => {
  test.setTimeout(300_000);
  const { data } = await (await request.get("/api/v1/movies?pageSize=100")).json();
  const films = z.array(z.object({ id: z.int() })).parse(data);
  const voters = await Promise.all(Array.from({ length: 8 }, () => bearer()));

  // The moments: before which vote which of the two dies; drawn anew each time, told when it fails.
  const moments = Array.from({ length: KILLS }, (_, at) => ({
    before: Math.floor(Math.random() * VOTES),
    name: at % 2 === 0 ? ("site" as const) : ("engine" as const),
  }));
  const acknowledged: { film: number; voter: number; value: number }[] = [];
  const queue = Array.from({ length: VOTES }, (_, at) => at);
  const worker = async () => {
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      for (const moment of moments) if (moment.before === at) await kill(moment.name);
      const voter = at % voters.length;
      const film = films[(at * 7) % films.length]?.id ?? 0;
      const value = 1 + ((at * 3) % 10);
      await vote(request, film, value, voters[voter] ?? { authorization: "" });
      acknowledged.push({ film, voter, value });
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);

  await expect
    .poll(
      async () => {
        const answer = await request.get("/api/health/ready").catch(() => null);
        return answer === null ? null : (await answer.json()).pending;
      },
      { timeout: 120_000, message: "nothing is on its way any more" },
    )
    .toEqual({ outbox: 0, dirty: 0, runs: 0 });

  const db = database();
  const state = await db.rankingState.findUniqueOrThrow({ where: { id: 1 } });
  const [wanted, published] = await Promise.all([
    computeLists(db, { prior: state, asOf: state.trendingAsOf }),
    publishedLists(db),
  ]);
  const different = [...wanted].filter(([slug, list]) => !isDeepStrictEqual(published.get(slug), list));
  expect(
    different.map(([slug]) => slug),
    `killed at ${JSON.stringify(moments)}`,
  ).toEqual([]);

  // The rows hold what was last acknowledged, and the site shows the very same.
  const last = new Map(acknowledged.map((one) => [`${one.voter} ${one.film}`, one]));
  for (const { film, voter, value } of last.values()) {
    const token = voters[voter]?.authorization.replace("Bearer ", "") ?? "";
    expect(await ratingOf(film, token)).toBe(value);
  }
  expect(await db.deadLetter.count({ where: { status: "open" } })).toBe(0);
});

async function ratingOf(movieId: number, token: string): Promise<number | undefined> {
  const tokenHash = createHash("sha256").update(token).digest("hex");
  const row = await database().rating.findFirst({
    where: { movieId, user: { tokens: { some: { tokenHash } } } },
    select: { value: true },
  });
  return row?.value;
}
