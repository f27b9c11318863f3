import { request as rawRequest } from "node:http";
import { type APIResponse, expect, test } from "@playwright/test";
import { site } from "../site";
import { bearer, freshTitle } from "./tokens";

const NUL = String.fromCharCode(0);
let editor: { authorization: string };
let movieId: number;

test.beforeAll(async ({ request }) => {
  editor = await bearer({ role: "editor" });
  const added = await request.post("/api/v1/movies", {
    headers: editor,
    data: { title: freshTitle(), year: 1990 },
  });
  movieId = (await added.json()).id;
});

/** The answer is a problem of this status, with a request id that the header repeats. */
async function expectProblem(response: APIResponse, status: number): Promise<void> {
  expect(response.status(), await response.text()).toBe(status);
  expect(response.headers()["content-type"]).toContain("application/problem+json");
  expect(await response.json()).toMatchObject({ status, requestId: response.headers()["x-request-id"] });
}

const bodies: [string, number, string | Buffer | object][] = [
  ["broken JSON", 400, Buffer.from('{"title": ')],
  ["bytes that aren't UTF-8", 400, Buffer.from([0x22, 0xff, 0xfe, 0x22])],
  ["2 MB", 413, { title: "x".repeat(2_000_000), year: 1990 }],
  ["wrong types", 422, { title: 5, year: "1990", genres: "drama" }],
  ["a NUL in the title", 422, { title: `a${NUL}b`, year: 1990 }],
  ["half a surrogate pair", 422, Buffer.from('{"title":"\\ud800","year":1990}')],
  ["a 10,000-character title", 422, { title: "x".repeat(10_000), year: 1990 }],
  ["the year 1800", 422, { title: "A", year: 1800 }],
  ["the year 3000", 422, { title: "A", year: 3000 }],
  ["a year beyond all numbers", 422, Buffer.from('{"title":"A","year":1e999}')],
  ["an unknown field", 422, { title: "A", year: 1990, score: 10 }],
  ["a list", 422, []],
];
for (const [what, status, data] of bodies)
  test(`POST /api/v1/movies with ${what} is ${status}`, async ({ request }) => {
    const headers = { ...editor, "content-type": "application/json" };
    await expectProblem(await request.post("/api/v1/movies", { headers, data }), status);
  });

/** Sends 2 MB without saying so before. */
async function sendChunks(method: string, path: string, headers: Record<string, string>): Promise<number> {
  return await new Promise<number>((resolve, reject) => {
    const chunked = { ...headers, "content-type": "application/json", "transfer-encoding": "chunked" };
    const sent = rawRequest(new URL(path, site().baseURL), { method, headers: chunked }, (response) => {
      resolve(response.statusCode ?? 0);
      sent.destroy();
    });
    sent.on("error", reject);
    for (let chunk = 0; chunk < 32; chunk++) sent.write("x".repeat(65_536));
    sent.end();
  });
}

for (const [method, path] of [
  ["POST", "/api/v1/movies"],
  ["PUT", "/api/v1/movies/1/rating"],
  ["POST", "/api/auth/callback/credentials"],
  ["POST", "/api/trpc/viewer.signUp"],
] as const)
  test(`2 MB in chunks without a length to ${path} is 413`, async () => {
    expect(await sendChunks(method, path, editor)).toBe(413);
  });

test("sign-in with nothing in it is answered, and not by a fault of ours", async ({ request }) => {
  for (const type of ["application/json", "application/x-www-form-urlencoded"]) {
    const headers = { "content-type": type };
    const answer = await request.post("/api/auth/callback/credentials", { headers, maxRedirects: 0 });
    expect(answer.status()).toBeLessThan(500);
  }
});

test("more procedures in one call than a page makes are refused", async ({ request }) => {
  const call = (count: number) =>
    request.get(`/api/trpc/${Array.from({ length: count }, () => "viewer.me").join()}?batch=1`);
  expect((await call(20)).status()).toBe(200);
  expect((await call(21)).status()).toBe(400);
});

test("another media type is 415", async ({ request }) => {
  await expectProblem(await request.post("/api/v1/movies", { headers: editor, form: { title: "A" } }), 415);
});

for (const value of [0, 11, 5.5, "8", null, true])
  test(`a rating of ${JSON.stringify(value)} is 422`, async ({ request }) => {
    const url = `/api/v1/movies/${movieId}/rating`;
    await expectProblem(await request.put(url, { headers: editor, data: { value } }), 422);
  });

for (const page of ["-1", "0", "1e9", "x", "1.5", "", "99999999999999999999"])
  for (const path of ["movies", "lists/all-time/entries", "lists/all-time/editions"])
    test(`page ${page || "(empty)"} of ${path} is 422`, async ({ request }) => {
      await expectProblem(await request.get(`/api/v1/${path}?page=${page}`), 422);
    });

for (const path of [
  "movies/0",
  "movies/-1",
  "movies/99999999999",
  "movies/no-such-film-1990",
  "movies/%00",
  "movies/%F0%9F%8E%AC",
  "lists/nothing",
  "lists/all-time/editions/999999",
  "lists/all-time/editions/1e9",
  "lists/all-time/editions/x/verify",
  "movies/1/nothing",
  "nothing/at/all",
  "",
])
  test(`GET /api/v1/${path} is 404`, async ({ request }) => {
    await expectProblem(await request.get(`/api/v1/${path}`), 404);
  });

test("an unknown method is 405 and says what is allowed", async ({ request }) => {
  const response = await request.put("/api/v1/movies", { headers: editor, data: {} });
  await expectProblem(response, 405);
  expect(response.headers().allow).toBe("GET, POST, HEAD, OPTIONS");
});

test("no token, a wrong, an expired or a revoked one is 401", async ({ request }) => {
  const past = new Date(Date.now() - 60_000);
  for (const headers of [
    {},
    { authorization: "Bearer mq_nonsense" },
    await bearer({ role: "editor", expiresAt: past }),
    await bearer({ role: "editor", revokedAt: past }),
  ])
    await expectProblem(
      await request.post("/api/v1/movies", { headers, data: { title: "A", year: 1990 } }),
      401,
    );
});

test("someone else's token does no more than they may", async ({ request }) => {
  const film = { title: "A", year: 1990 };
  const post = async (headers: { authorization: string }) =>
    await request.post("/api/v1/movies", { headers, data: film });
  await expectProblem(await post(await bearer({ role: "member" })), 403);
  await expectProblem(await post(await bearer({ role: "editor", scopes: ["ratings:write"] })), 403);
  const recompute = await request.post("/api/v1/rankings/recompute", {
    headers: await bearer({ role: "member" }),
  });
  await expectProblem(recompute, 403);
});
