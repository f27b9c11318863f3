import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { AppError } from "../errors";
import { as, film, makeRestWorld, type Sent, send } from "../testing/rest-world";
import { type Handler, nowhere, plain, rest, route } from "./rest";
import {
  getEdition,
  getExplanation,
  getList,
  listEditions,
  listEntries,
  listLists,
  verify,
} from "./v1/lists";
import { getMovie, listMovies, patchMovie, postMovie } from "./v1/movies";
import { recompute } from "./v1/rankings";
import { deleteRating, putRating } from "./v1/ratings";
import { getSimilarMovies } from "./v1/recommendations";
import { type AnswerName, answers } from "./v1/schemas";

const afterWrite = vi.hoisted(() => vi.fn());
vi.mock("./after-write", () => ({ afterWrite }));

let movieId: number;

beforeAll(async () => {
  movieId = await makeRestWorld();
});

beforeEach(() => {
  afterWrite.mockClear();
});

const post = (sent: Sent) =>
  send(postMovie, { method: "POST", path: "/api/v1/movies", headers: as("editor"), ...sent });
const byMovie = () => ({ idOrSlug: String(movieId) });

test("a film's address does wherever its number does", async () => {
  const { json: film } = await send(getMovie, { params: byMovie() });
  const params = { idOrSlug: film.slug };
  const change = { headers: as("editor"), params };
  const calls: [Handler, Sent, number][] = [
    [getMovie, { params }, 200],
    [getExplanation, { params }, 200],
    [getSimilarMovies, { params }, 200],
    [putRating, { method: "PUT", ...change, body: { value: 8 } }, 200],
    [deleteRating, { method: "DELETE", ...change }, 204],
    [patchMovie, { method: "PATCH", ...change, body: { certificate: "A" } }, 200],
  ];
  for (const [handler, sent, status] of calls) {
    expect((await send(handler, sent)).status).toBe(status);
    const missing = await send(handler, { ...sent, params: { idOrSlug: "no-such-film" } });
    expect(missing).toMatchObject({ status: 404, json: { detail: "There is no such film." } });
  }
});

describe("every answer", () => {
  const reads: [AnswerName, Handler, () => Sent][] = [
    ["MoviePage", listMovies, () => ({})],
    ["MovieDetail", getMovie, () => ({ params: byMovie() })],
    ["Explanation", getExplanation, () => ({ params: byMovie() })],
    ["Lists", listLists, () => ({})],
    ["List", getList, () => ({ params: { slug: "all-time" } })],
    ["EntryPage", listEntries, () => ({ params: { slug: "all-time" } })],
    ["EntryPage", listEntries, () => ({ params: { slug: "all-time" }, path: "/?edition=1" })],
    ["EditionPage", listEditions, () => ({ params: { slug: "all-time" } })],
    ["Edition", getEdition, () => ({ params: { slug: "all-time", n: "1" } })],
    ["Proof", verify, () => ({ params: { slug: "all-time", n: "1" } })],
    ["Movie", postMovie, () => ({ method: "POST", headers: as("editor"), body: film() })],
    [
      "MovieDetail",
      patchMovie,
      () => ({ method: "PATCH", headers: as("editor"), params: byMovie(), body: { certificate: "A" } }),
    ],
    [
      "Rating",
      putRating,
      () => ({ method: "PUT", headers: as("member"), params: byMovie(), body: { value: 8 } }),
    ],
    ["Recompute", recompute, () => ({ method: "POST", headers: as("editor") })],
  ];
  test.each(reads)("of %s is what the document says", async (name, handler, sent) => {
    const { status, json, headers } = await send(handler, sent());
    expect(status, JSON.stringify(json)).toBeLessThan(300);
    expect(answers[name].strip().parse(json)).toEqual(json);
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("keeps a sane request id and replaces another", async () => {
    const given = await send(listLists, { headers: { "x-request-id": "from-the-proxy-1" } });
    expect(given.headers.get("x-request-id")).toBe("from-the-proxy-1");
    const odd = await send(listLists, { headers: { "x-request-id": "a b; c" } });
    expect(odd.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("to a read carries an ETag that answers 304", async () => {
    const first = await send(listMovies, {});
    const etag = first.headers.get("etag") ?? "";
    expect(first.headers.get("cache-control")).toContain("must-revalidate");
    const second = await send(listMovies, { headers: { "if-none-match": `"other", W/${etag}` } });
    expect([second.status, second.text, second.headers.get("etag")]).toEqual([304, "", etag]);
  });

  test("to a write carries the budget", async () => {
    const { headers } = await post({ body: film() });
    expect(headers.get("ratelimit")).toMatch(/^"writes";r=\d+;t=\d+$/);
    expect(Number(headers.get("ratelimit-remaining"))).toBeLessThan(300);
  });
});

describe("a bad request", () => {
  const bad: [string, number, string, Sent][] = [
    ["broken JSON", 400, "malformed", { raw: '{"title": ' }],
    ["no body", 400, "malformed", {}],
    ["bytes that aren't JSON at all", 400, "malformed", { raw: "\u0000" }],
    [
      "another media type",
      415,
      "unsupported-media-type",
      { raw: "title=A", headers: { "content-type": "application/x-www-form-urlencoded" } },
    ],
    [
      "two megabytes",
      413,
      "too-large",
      { raw: JSON.stringify({ title: "x".repeat(2_000_000), year: 1990 }) },
    ],
    ["an array", 422, "invalid", { body: [] }],
    ["null", 422, "invalid", { body: null }],
    ["a wrong type", 422, "invalid", { body: { title: 5, year: "1990" } }],
    ["an unknown field", 422, "invalid", { body: { title: "A", year: 1990, rating: 8 } }],
    ["a NUL in the title", 422, "invalid", { body: { title: "a\u0000b", year: 1990 } }],
    ["half a surrogate pair", 422, "invalid", { raw: '{"title":"\\ud800","year":1990}' }],
    ["10,000 characters of title", 422, "invalid", { body: { title: "x".repeat(10_000), year: 1990 } }],
    ["the year 1800", 422, "invalid", { body: { title: "A", year: 1800 } }],
    ["the year 3000", 422, "invalid", { body: { title: "A", year: 3000 } }],
    ["a number too large for a number", 422, "invalid", { raw: '{"title":"A","year":1e999}' }],
    [
      "a query where none belongs",
      422,
      "invalid",
      { path: "/api/v1/movies?dry=1", body: { title: "A", year: 1990 } },
    ],
    [
      "a key with spaces",
      400,
      "malformed",
      { headers: { "idempotency-key": "a b" }, body: { title: "A", year: 1990 } },
    ],
  ];
  test.each(bad)("with %s is %i %s", async (_, status, code, sent) => {
    const answer = await post({ ...sent, headers: { ...as("editor"), ...sent.headers } });
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answers.Problem.parse(answer.json)).toMatchObject({
      status,
      requestId: answer.headers.get("x-request-id"),
    });
    expect(afterWrite).not.toHaveBeenCalled();
  });

  test("names each field at fault", async () => {
    const { json } = await post({ body: { title: "", year: 1800, genres: ["A"], color: "red" } });
    expect(json.errors.map((error: { path: string }) => error.path).sort()).toEqual([
      "color",
      "genres.0",
      "title",
      "year",
    ]);
  });

  test.each([
    ["page=-1"],
    ["page=0"],
    ["page=1e9"],
    ["page=x"],
    ["page="],
    ["pageSize=101"],
    ["sort=best"],
    ["foo=1"],
    ["page=1&page=2"],
    ["q=%00"],
    ["genre=%27"],
    ["edition=1"],
  ])("for films with ?%s is 422", async (query) => {
    const { status, json } = await send(listMovies, { path: `/api/v1/movies?${query}` });
    expect([status, json.code]).toEqual([422, "invalid"]);
    expect(json.errors).not.toEqual([]);
  });

  test.each([
    ["0"],
    ["-1"],
    ["99999999999"],
    ["2147483648"],
    ["nothing-here-1990"],
    ["%00"],
    ["\0"],
    ["x".repeat(5_000)],
    ["1.5"],
  ])("for the film %j is 404", async (idOrSlug) => {
    const { status, json } = await send(getMovie, { params: { idOrSlug } });
    expect([status, json.code]).toEqual([404, "not-found"]);
  });

  test.each([[0], [11], [5.5], ["8"], [null], [[8]]])("for a rating of %j is 422", async (value) => {
    const { status } = await send(putRating, {
      method: "PUT",
      headers: as("member"),
      params: byMovie(),
      body: { value },
    });
    expect(status).toBe(422);
  });

  test.each([
    [getList, { slug: "nothing" }],
    [getList, { slug: "\0" }],
    [listEntries, { slug: "nothing" }],
    [listEditions, { slug: "nothing" }],
    [getEdition, { slug: "all-time", n: "99999999999999" }],
    [getEdition, { slug: "all-time", n: "77" }],
    [verify, { slug: "all-time", n: "x" }],
    [getExplanation, { idOrSlug: "999999" }],
  ])("for what isn't there is 404", async (handler, params) => {
    expect((await send(handler, { params })).status).toBe(404);
  });
});

describe("the wrapper", () => {
  test("answers other methods 405 with what is allowed", async () => {
    const { PUT, OPTIONS } = route({ GET: listMovies, POST: postMovie });
    const { status, headers, json } = await send(PUT, { method: "PUT" });
    expect([status, headers.get("allow"), json.code]).toEqual([
      405,
      "GET, POST, HEAD, OPTIONS",
      "method-not-allowed",
    ]);
    const options = await send(OPTIONS, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, POST, HEAD, OPTIONS"]);
    expect(options.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("answers unknown paths 404", async () => {
    expect((await send(nowhere, {})).json).toMatchObject({ status: 404, code: "not-found" });
  });

  test("tells nothing of our faults but the request's id", async () => {
    const broken = rest(plain, async () => {
      throw new Error("secret: the database's password");
    });
    const { status, text } = await send(broken, {});
    expect(status).toBe(500);
    expect(text).not.toContain("secret");
  });

  test("says when to come back", async () => {
    const busy = rest(plain, async () => {
      throw new AppError("unavailable", { userMessage: "Busy.", retryAfter: 7 });
    });
    expect((await send(busy, {})).headers.get("retry-after")).toBe("7");
  });
});
