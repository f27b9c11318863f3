import { isDeepStrictEqual } from "node:util";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { z } from "zod";
import { readSecrets } from "../../server/embedded/installation";
import { readRunning } from "../../server/embedded/running";
import { computeLists, publishedLists } from "../../server/testing/oracle";
import { bearer, database, freshTitle, tokenHash } from "../api/tokens";
import { site } from "../site";
import { drawMoments, kill } from "./kills";
import { findRepeated, forgetKeptSteps, watchKeptSteps } from "./memoised";
import { inParallel, write } from "./writes";

const VOTES = 500;
const FILMS = 50;
const WRITES = VOTES + FILMS;
const KILLS = { site: 20, engine: 20, database: 5 };

test.beforeAll(watchKeptSteps);
test.afterAll(forgetKeptSteps);

const answered = z.looseObject({ id: z.int() });

/** An event that no function can work on, straight to the engine: the only run that may fail for good. */
async function poison(runId: string): Promise<void> {
  const { dataFolder } = site();
  const key = readSecrets(dataFolder)?.inngestEventKey ?? "";
  const data = { runId, list: { not: "a slug" } };
  const send = async () => {
    const url = `http://127.0.0.1:${readRunning(dataFolder)?.enginePort}/e/${key}`;
    const body = JSON.stringify([{ id: runId, name: "rankings/recompute-requested", data }]);
    return await fetch(url, { method: "POST", body }).then(
      (answer) => answer.status,
      () => 0,
    );
  };
  await expect.poll(send, { timeout: 60_000 }).toBe(200);
}

async function drained(request: APIRequestContext): Promise<void> {
  const pending = async () => {
    const answer = await request.get("/api/health/ready").catch(() => null);
    if (answer === null) return null;
    const { outbox, dirty } = (await answer.json()).pending;
    return { outbox, dirty };
  };
  await expect
    .poll(pending, { timeout: 150_000, message: "nothing is on its way any more" })
    .toEqual({ outbox: 0, dirty: 0 });
}

test("nothing acknowledged is lost and nothing kept is done twice, though site, engine and database are killed 45 times", async ({
  request,
}) => {
  test.setTimeout(540_000);
  const { data } = await (await request.get("/api/v1/movies?pageSize=100")).json();
  const films = z.array(answered).parse(data);
  const voters = await Promise.all(Array.from({ length: 10 }, () => bearer()));
  const editor = await bearer({ role: "editor" });
  const deadBefore = await database().deadLetter.count();

  const moments = drawMoments(WRITES, KILLS);
  const told = `killed at ${JSON.stringify(moments)}`;
  const left = [...moments];
  const votes: { film: number; voter: number; value: number }[] = [];
  const added: { id: number; title: string }[] = [];

  const addFilm = async (at: number) => {
    const title = freshTitle();
    const headers = { ...editor, "idempotency-key": `crash-film-${at}` };
    const film = { title, year: 1950 + (at % 60), genres: ["drama"] };
    const body = await write(request, {
      method: "POST",
      path: "/api/v1/movies",
      headers,
      data: film,
      status: 201,
    });
    added.push({ id: answered.parse(body).id, title });
  };
  const vote = async (at: number) => {
    const voter = at % voters.length;
    // Every third vote is on one of the newest films, which have no place in any list yet.
    const film =
      (at % 3 === 0 ? added.at(-1 - (at % 5))?.id : undefined) ?? films[(at * 7) % films.length]?.id ?? 0;
    const value = 1 + ((at * 3) % 10);
    const headers = { authorization: "", ...voters[voter], "idempotency-key": `crash-vote-${at}` };
    const path = `/api/v1/movies/${film}/rating`;
    await write(request, { method: "PUT", path, headers, data: { value }, status: 200 });
    votes.push({ film, voter, value });
  };
  await inParallel(WRITES, 4, async (at) => {
    for (let next = left[0]; next && next.before <= at; next = left[0]) {
      left.shift();
      await kill(next.victim);
    }
    if (at === Math.floor(WRITES / 2)) await poison("poison-of-the-crash-test");
    await (at % (WRITES / FILMS) === 0 ? addFilm(at) : vote(at));
  });
  await drained(request);

  const db = database();
  const state = await db.rankingState.findUniqueOrThrow({ where: { id: 1 } });
  const [wanted, published] = await Promise.all([
    computeLists(db, { prior: state, asOf: state.trendingAsOf }),
    publishedLists(db),
  ]);
  const different = [...wanted].filter(([slug, list]) => !isDeepStrictEqual(published.get(slug), list));
  expect(
    different.map(([slug]) => slug),
    told,
  ).toEqual([]);

  // Each film once, under the id that was acknowledged, and each voter's last word on each film.
  const titles = added.map(({ title }) => title);
  const stored = await db.movie.findMany({
    where: { title: { in: titles } },
    select: { id: true, title: true },
  });
  const byId = (a: { id: number }, b: { id: number }) => a.id - b.id;
  expect(stored.sort(byId), told).toEqual(added.sort(byId));
  expect(added).toHaveLength(FILMS);
  expect(await lostVotes(votes, voters), told).toEqual([]);

  // Runs of every function that began until now end, on the engine and on the desk: a training that was cut off
  // begins anew, and what the desk couldn't note is settled by a sweep, a minute or two later.
  const until = new Date();
  const open = () => db.$queryRaw<{ run: string; seen: string }[]>`
    select function_id || ' ' || id as run, 'engine' as seen from inngest_engine.runs
    where state = 'running' and created_at < ${until}
    union all
    select function_id || ' ' || id, 'desk' from job_run
    where status in ('queued', 'running') and queued_at < ${until}`;
  await expect.poll(open, { timeout: 180_000, message: told }).toEqual([]);
  const { begun, repeated } = await findRepeated();
  expect(begun).toBeGreaterThan(50);
  expect(repeated, told).toEqual([]);
  const dead = await db.deadLetter.findMany({
    select: { functionId: true, event: true },
    orderBy: { failedAt: "asc" },
    skip: deadBefore,
  });
  expect(dead, told).toEqual([
    { functionId: "publish-full", event: expect.objectContaining({ id: "poison-of-the-crash-test" }) },
  ]);
});

/** Those of the last acknowledged votes that the database doesn't hold. */
async function lostVotes(
  votes: readonly { film: number; voter: number; value: number }[],
  voters: readonly { authorization: string }[],
) {
  const last = new Map(votes.map((one) => [`${one.voter} ${one.film}`, one]));
  const hashes = voters.map(({ authorization }) => tokenHash(authorization.replace("Bearer ", "")));
  const rows = await database().rating.findMany({
    where: { user: { tokens: { some: { tokenHash: { in: hashes } } } } },
    select: { movieId: true, value: true, user: { select: { tokens: { select: { tokenHash: true } } } } },
  });
  const held = new Map(
    rows.map((row) => [`${hashes.indexOf(row.user.tokens[0]?.tokenHash ?? "")} ${row.movieId}`, row.value]),
  );
  return [...last].filter(([key, vote]) => held.get(key) !== vote.value);
}
