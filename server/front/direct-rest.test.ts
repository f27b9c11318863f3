import { expect, test } from "vitest";
import { direct } from "../api/v1/direct";
import { operations } from "../api/v1/operations";
import { db } from "../db";
import { listen } from "../testing/listen";
import { as, makeRestWorld } from "../testing/rest-world";
import { withDirectRest } from "./direct-rest";
import { Front } from "./front";

test("every read of the API's document has its handler, and of the writes only votes", () => {
  const named = operations.filter(({ method, path }) => method === "get" || path.endsWith("/rating"));
  const documented = named.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const handled = Object.entries(direct).flatMap(([path, by]) =>
    Object.keys(by).map((each) => `${each} ${path}`),
  );
  expect(handled.sort()).toEqual([...new Set(documented)].sort());
});

const next = { status: 200, headers: {}, bytes: Buffer.from("Next") };
const site = withDirectRest({ get: async () => next, pass: async () => {} });

test.each([
  "/",
  "/lists/all-time",
  "/api/v1",
  "/api/v1/movies/",
  "/api/v1/openapi.json",
  "/api/v1/movies/%E0%A4%A",
  "/api/v1/lists/drama/entries/more",
])("%s is Next's to answer", async (url) => {
  expect(await site.get(url, {}, "127.0.0.1")).toBe(next);
});

test.each([
  ["/api/v1/movies?pageSize=101", 422],
  ["/api/v1/movies/a%00b", 404],
  ["/api/v1/movies/..", 404],
  ["/api/v1/rankings/runs/1", 401],
  ["/api/v1/me/recommendations", 401],
])("%s is answered %i by its handler, as an error that says so", async (url, status) => {
  const answer = await site.get(url, { "x-request-id": "request-7" }, "127.0.0.1");
  expect(answer).toMatchObject({
    status,
    headers: { "content-type": "application/problem+json", "x-request-id": "request-7" },
  });
  expect(JSON.parse(answer.bytes.toString())).toMatchObject({ status, requestId: "request-7" });
});

test("votes are answered by their handlers, leave their fact in the outbox, and bring a megabyte at most", async () => {
  const movieId = await makeRestWorld();
  const url = new URL("https://films.example");
  const front = new Front({ site, memory: 1_000_000, most: 10, url });
  const origin = await listen((request, response) => front.handle(request, response));
  const vote = async (method: string, body?: BodyInit, who = "member") => {
    const headers = { ...as(who), "content-type": "application/json", "x-request-id": "request-vote" };
    const given = { method, headers, ...(body !== undefined && { body, duplex: "half" as const }) };
    const answer = await fetch(`${origin}/api/v1/movies/${movieId}/rating`, given);
    const text = await answer.text();
    return { status: answer.status, json: text === "" ? null : JSON.parse(text), headers: answer.headers };
  };
  const endless = () => {
    const block = new TextEncoder().encode(" ".repeat(100_000));
    let left = 200;
    return new ReadableStream({
      pull: (controller) => (left-- > 0 ? controller.enqueue(block) : controller.close()),
    });
  };

  expect(await vote("PUT", '{"value":9}')).toMatchObject({ status: 200, json: { value: 9 } });
  const before = await db().rating.count({ where: { movieId } });
  expect(await db().rating.findFirst({ where: { movieId }, orderBy: { updatedAt: "desc" } })).toMatchObject({
    value: 9,
  });
  expect(await db().outbox.findFirst({ where: { name: "rating/changed" } })).toMatchObject({
    data: { movieId, correlationId: "request-vote" },
  });
  const refused = await vote("PUT", '{"value":11}');
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(refused).toMatchObject({ status: 422, json: { code: "invalid", requestId: "request-vote" } });
  expect((await vote("PUT", "{")).status).toBe(400);
  expect((await vote("PUT")).status).toBe(400);
  expect((await vote("PUT", '{"value":9}', "nobody")).status).toBe(401);
  expect((await vote("DELETE")).status).toBe(204);
  expect(await db().rating.count({ where: { movieId } })).toBe(before - 1);
  expect(await vote("PUT", endless())).toMatchObject({ status: 413, json: { code: "too-large" } });
});
