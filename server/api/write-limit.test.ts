import { expect, test, vi } from "vitest";
import { as, film, makeRestWorld, send } from "../testing/rest-world";
import { listMovies, postMovie } from "./v1/movies";
import { answers } from "./v1/schemas";

vi.mock("./after-write", () => ({ afterWrite: () => {} }));

test("a spent budget is 429 with when to come back, for its owner's writes only", async () => {
  vi.stubEnv("MARQUEE_WRITE_LIMIT", "2");
  await makeRestWorld();
  const post = (who: string) => send(postMovie, { method: "POST", headers: as(who), body: film() });
  expect([(await post("editor")).status, (await post("editor")).status]).toEqual([201, 201]);

  const refused = await post("editor");
  expect(refused.status).toBe(429);
  expect(answers.Problem.parse(refused.json)).toMatchObject({
    code: "rate-limited",
    type: "/api/docs#rate-limited",
  });
  const wait = Number(refused.headers.get("retry-after"));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(refused.headers.get("ratelimit")).toMatch(/^"writes";r=0;t=\d+$/);

  expect((await send(listMovies, {})).status).toBe(200);
  expect((await post("admin")).status).toBe(201);
});

test("a write that is refused counts too, so that trying on and on ends", async () => {
  vi.stubEnv("MARQUEE_WRITE_LIMIT", "2");
  await makeRestWorld();
  const post = () => send(postMovie, { method: "POST", headers: as("member"), body: film() });
  const answered = [await post(), await post(), await post()];
  expect(answered.map(({ status }) => status)).toEqual([403, 403, 429]);
  expect(answered.map(({ headers }) => headers.get("ratelimit-remaining"))).toEqual(["1", "0", "0"]);
});
