import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "../../db";
import { publishAll } from "../../testing/factories";
import { as, film, makeRestWorld, type Sent, send } from "../../testing/rest-world";
import { deleteMovie, getMovie, patchMovie, postMovie } from "./movies";
import { getRun, recompute } from "./rankings";
import { deleteRating, putRating } from "./ratings";
import { answers } from "./schemas";

const afterWrite = vi.hoisted(() => vi.fn());
vi.mock("../after-write", () => ({ afterWrite }));

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

describe("POST /api/v1/movies", () => {
  test("adds a film and says where", async () => {
    const { status, json, headers } = await post({
      body: { title: "The Third Man", year: 1949, genres: ["film-noir"], directors: ["Carol Reed"] },
    });
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`/api/v1/movies/${json.id}`);
    expect(json).toMatchObject({
      slug: "the-third-man-1949",
      genres: ["film-noir"],
      directors: ["Carol Reed"],
      synopsis: null,
      score: null,
      votes: 0,
      position: null,
    });
    expect(afterWrite).toHaveBeenCalledOnce();
  });

  test("refuses a duplicate with the id of the film that stands", async () => {
    const { status, json } = await post({ body: { title: "SOLARIS", year: 1972 } });
    expect([status, json.code, json.id, json.slug]).toEqual([409, "conflict", movieId, "solaris-1972"]);
    expect((await post({ body: { title: "SOLARIS", year: 1972, allowDuplicate: true } })).status).toBe(201);
  });

  test("with a key adds one film, however often and at once it comes", async () => {
    const body = film();
    const headers = { ...as("editor"), "idempotency-key": "key-1" };
    const sent = await Promise.all(Array.from({ length: 6 }, () => post({ body, headers })));
    expect(
      new Set(sent.map(({ status, text, headers: told }) => `${status} ${text} ${told.get("location")}`))
        .size,
    ).toBe(1);
    expect(sent[0]?.status).toBe(201);
    expect(afterWrite).toHaveBeenCalledOnce();
    const reordered = await post({ raw: `{ "year": ${body.year}, "title": "${body.title}" }`, headers });
    expect([reordered.status, reordered.text]).toEqual([201, sent[0]?.text]);
    expect(await db().movie.count({ where: { title: body.title } })).toBe(1);
    const other = await post({ body: film(), headers });
    expect([other.status, other.json.code]).toEqual([422, "invalid"]);
    const elsewhere = await post({ body: film(), headers: { ...as("admin"), "idempotency-key": "key-1" } });
    expect(elsewhere.status).toBe(201);
  });

  test("with a key keeps no refusal", async () => {
    const headers = { ...as("editor"), "idempotency-key": "key-2" };
    const body = { title: "Solaris", year: 1972 };
    expect((await post({ body, headers })).status).toBe(409);
    expect((await post({ body: { ...body, allowDuplicate: true }, headers })).status).toBe(201);
  });
});

describe("PATCH and DELETE /api/v1/movies/{id}", () => {
  const patch = (id: number, body: unknown, headers: Record<string, string> = {}) =>
    send(patchMovie, {
      method: "PATCH",
      params: { idOrSlug: String(id) },
      headers: { ...as("editor"), ...headers },
      body,
    });

  test("change what was read, unless someone else did meanwhile", async () => {
    const id = (await post({ body: film() })).json.id;
    const read = await send(getMovie, { params: { idOrSlug: String(id) } });
    const etag = read.headers.get("etag") ?? "";
    const first = await patch(id, { runtimeMinutes: 100 }, { "if-match": etag });
    expect([first.status, first.json.runtimeMinutes]).toEqual([200, 100]);
    expect((await patch(id, { runtimeMinutes: 101 }, { "if-match": etag })).status).toBe(412);
    expect((await patch(id, { runtimeMinutes: 102 }, { "if-match": '"nonsense"' })).status).toBe(412);
    expect(
      (await patch(id, { runtimeMinutes: 103 }, { "if-match": first.headers.get("etag") ?? "" })).status,
    ).toBe(200);
    expect((await patch(id, { runtimeMinutes: 104 }, { "if-match": "*" })).status).toBe(200);
    expect((await patch(id, {})).status).toBe(422);
  });

  test("a vote in between doesn't make a change too late", async () => {
    const id = (await post({ body: film() })).json.id;
    const etag = (await send(getMovie, { params: { idOrSlug: String(id) } })).headers.get("etag") ?? "";
    await send(putRating, {
      method: "PUT",
      headers: as("member"),
      params: { idOrSlug: String(id) },
      body: { value: 8 },
    });
    await publishAll();
    const read = await send(getMovie, { params: { idOrSlug: String(id) } });
    expect(read.headers.get("etag")).not.toBe(etag);
    expect((await patch(id, { runtimeMinutes: 100 }, { "if-match": etag })).status).toBe(200);
  });

  test("the trash hides a film at once", async () => {
    const { id, slug } = (await post({ body: film() })).json;
    const trash = () =>
      send(deleteMovie, { method: "DELETE", params: { idOrSlug: String(id) }, headers: as("editor") });
    expect((await trash()).status).toBe(204);
    expect((await trash()).status).toBe(404);
    expect((await send(getMovie, { params: { idOrSlug: slug } })).status).toBe(404);
    expect(
      (
        await send(putRating, {
          method: "PUT",
          headers: as("member"),
          params: { idOrSlug: String(id) },
          body: { value: 8 },
        })
      ).status,
    ).toBe(404);
  });
});

describe("ratings", () => {
  test("are put, changed and withdrawn", async () => {
    const call = { headers: as("member"), params: byMovie() };
    const noted = await db().cacheChange.count();
    const first = await send(putRating, { ...call, method: "PUT", body: { value: 8 } });
    expect(first.json).toMatchObject({ value: 8 });
    expect((await send(putRating, { ...call, method: "PUT", body: { value: 3 } })).json.value).toBe(3);
    expect((await send(deleteRating, { ...call, method: "DELETE" })).status).toBe(204);
    expect((await send(deleteRating, { ...call, method: "DELETE" })).status).toBe(204);
    expect(afterWrite).toHaveBeenCalledTimes(4);
    // The pages wait for the next edition.
    expect(await db().cacheChange.count()).toBe(noted);
  });
});

describe("rankings", () => {
  test("a recompute is queued and can be looked after", async () => {
    const queued = await send(recompute, {
      method: "POST",
      headers: as("editor"),
      body: { list: "all-time" },
    });
    expect(queued.status).toBe(202);
    expect(queued.headers.get("location")).toBe(queued.json.links.self);
    const run = await send(getRun, { headers: as("editor"), params: { runId: queued.json.runId } });
    expect(answers.Run.parse(run.json)).toMatchObject({
      runId: queued.json.runId,
      status: "queued",
      editions: [],
    });
    expect(
      (await send(recompute, { method: "POST", headers: as("editor"), body: { list: "nothing" } })).status,
    ).toBe(404);
  });
});
