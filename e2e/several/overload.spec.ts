import { createHash } from "node:crypto";
import { expect, test } from "@playwright/test";
import { bearer, database } from "../api/tokens";
import { load } from "./load";
import { startSiteProcess } from "./site-process";

/** How many times more clients than a process works for at once. */
const TIMES = 10;
const AT_ONCE = 4;
const SECONDS = 5;

test("ten times too much is refused at once, memory goes on answering, and no acknowledged vote is lost", async ({
  request,
}) => {
  test.setTimeout(120_000);
  const one = await startSiteProcess({
    MARQUEE_MOST_AT_ONCE: String(AT_ONCE),
    MARQUEE_WRITE_LIMIT: "1000000",
  });
  const { url } = one;
  const headers = await bearer();
  const { data } = await (await request.get(`${url}/api/v1/movies?pageSize=50`)).json();
  const films: number[] = data.map(({ id }: { id: number }) => id);
  expect((await request.get(`${url}/lists/all-time`)).status()).toBe(200);

  const began = Date.now();
  const over = () => Date.now() - began > SECONDS * 1_000;
  // With a token an answer is made for its owner, so none of these comes from memory.
  const uncached = () => ({
    url: `${url}/api/v1/movies?page=${1 + Math.floor(Math.random() * 30)}`,
    headers,
  });
  const votes = new Map<number, number>();
  const vote = async () => {
    while (!over()) {
      const movieId = films[Math.floor(Math.random() * films.length)] ?? 0;
      const value = 1 + Math.floor(Math.random() * 10);
      // One at a time for this person: the last acknowledged vote for a film is the one that must stand.
      const answer = await request.put(`${url}/api/v1/movies/${movieId}/rating`, {
        headers,
        data: { value },
      });
      if (answer.status() === 200) votes.set(movieId, value);
      else expect(answer.status()).toBe(503);
    }
  };
  const [shed, kept] = await Promise.all([
    load(
      Array.from({ length: TIMES * AT_ONCE }, () => uncached),
      over,
    ),
    load([() => ({ url: `${url}/lists/all-time` }), () => ({ url: `${url}/lists/all-time` })], over),
    vote(),
  ]);
  expect([kept.faults, [...kept.statuses.keys()]]).toEqual([[], [200]]);
  expect([shed.faults, shed.mute, [...shed.statuses.keys()].sort()]).toEqual([[], 0, [200, 503]]);

  await expect
    .poll(async () => (await request.get(uncached().url, { headers })).status(), { timeout: 5_000 })
    .toBe(200);
  const tokenHash = createHash("sha256").update(headers.authorization.replace("Bearer ", "")).digest("hex");
  const standing = await database().rating.findMany({
    where: { user: { tokens: { some: { tokenHash } } } },
    select: { movieId: true, value: true },
  });
  expect(new Map(standing.map(({ movieId, value }) => [movieId, value]))).toEqual(votes);
  await one.stop();
});
