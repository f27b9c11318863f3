import { expect, test } from "vitest";
import { operations } from "../api/v1/operations";
import { reads } from "../api/v1/reads";
import { withDirectReads } from "./direct-reads";

test("every read of the API's document has its handler, and nothing else has", () => {
  const documented = operations.filter(({ method }) => method === "get").map(({ path }) => path);
  expect(Object.keys(reads).sort()).toEqual([...new Set(documented)].sort());
});

const next = { status: 200, headers: {}, bytes: Buffer.from("Next") };
const site = withDirectReads({ get: async () => next, pass: async () => {} });

test.each([
  "/",
  "/lists/all-time",
  "/api/v1",
  "/api/v1/movies/",
  "/api/v1/movies/1/rating",
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
