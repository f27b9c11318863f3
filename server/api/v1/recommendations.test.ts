import { beforeAll, expect, test, vi } from "vitest";
import { db } from "../../db";
import { as, makeRestWorld, send } from "../../testing/rest-world";
import { getOwnRecommendations, getSimilarMovies } from "./recommendations";
import { answers } from "./schemas";

vi.mock("../after-write", () => ({ afterWrite: () => {} }));

let movieId: number;
let otherId: number;

/** A published model with one film's neighbour, and a list of the member's own. */
beforeAll(async () => {
  movieId = await makeRestWorld();
  const other = await db().movie.create({
    data: { slug: "stalker-1979", title: "Stalker", titleKey: "stalker", year: 1979 },
  });
  otherId = other.id;
  const model = await db().recModel.create({
    data: {
      kind: "ials_cp",
      status: "published",
      seed: 1,
      dataHash: "",
      parameters: {},
      films: 2,
      people: 6,
      likes: 3,
    },
  });
  await db().movieSimilar.create({
    data: {
      modelId: model.id,
      movieId,
      similarIds: [otherId],
      similar: [0.9],
      reasons: [{ kind: "director", name: "Andrei Tarkovsky" }],
      likedIds: [otherId],
      liked: [0.5],
    },
  });
  const member = await db().apiToken.findFirstOrThrow({ where: { name: "member" } });
  await db().userRec.create({
    data: {
      userId: member.userId,
      modelId: model.id,
      movieIds: [otherId],
      scores: [0.8],
      reasons: [{ kind: "liked", movieId }],
      stale: false,
      computedAt: new Date(),
    },
  });
});

test("a member's list comes with its reasons, to them alone", async () => {
  const { status, json, headers } = await send(getOwnRecommendations, { headers: as("member") });
  expect(status).toBe(200);
  expect(headers.get("cache-control")).toBe("private, no-store");
  const list = answers.Recommendations.parse(json);
  expect(list).toMatchObject({ state: "personal", stale: false });
  expect(list.data).toMatchObject([
    { movie: { id: otherId }, match: 1, reason: { kind: "liked", text: "Because you liked Solaris." } },
  ]);
  const { json: theirs } = await send(getOwnRecommendations, { headers: as("editor") });
  expect(answers.Recommendations.parse(theirs)).toMatchObject({ state: "popular", modelId: null });
});

test("a film's neighbours are everybody's until one of them, or what the model says, changes", async () => {
  const call = { params: { idOrSlug: String(movieId) } };
  const { headers } = await send(getSimilarMovies, call);
  expect(headers.get("x-marquee-tags")).toBe(`similar:${movieId},recommendations,movies`);
  const own = await send(getSimilarMovies, { ...call, headers: as("member") });
  expect(own.headers.get("x-marquee-tags")).toBeNull();
  expect(own.headers.get("cache-control")).toBe("private, max-age=0, must-revalidate");
});

test("what was rated since is gone at once", async () => {
  const member = await db().apiToken.findFirstOrThrow({ where: { name: "member" } });
  await db().rating.create({ data: { movieId: otherId, userId: member.userId, value: 3 } });
  const { json } = await send(getOwnRecommendations, { headers: as("member") });
  expect(answers.Recommendations.parse(json).data).toEqual([]);
});

test("a film's neighbours say what they share", async () => {
  const { status, json } = await send(getSimilarMovies, { params: { idOrSlug: String(movieId) } });
  expect(status).toBe(200);
  const { data, alsoLiked } = answers.SimilarFilms.parse(json);
  expect(data).toMatchObject([
    { movie: { title: "Stalker" }, reason: { kind: "director", text: "Directed by Andrei Tarkovsky too." } },
  ]);
  expect(alsoLiked).toMatchObject([{ movie: { title: "Stalker" }, reason: { kind: "fans" } }]);
});

test.each([
  ["count=0", 422],
  ["count=101", 422],
  ["count=many", 422],
  ["count=5&count=6", 422],
  ["colour=red", 422],
  ["count=1", 200],
])("a list with ?%s is answered %i", async (query, expected) => {
  const path = `/?${query}`;
  expect((await send(getOwnRecommendations, { path, headers: as("member") })).status).toBe(expected);
  expect((await send(getSimilarMovies, { path, params: { idOrSlug: String(movieId) } })).status).toBe(
    expected,
  );
});

test.each(["999999", "0", "-1", "x", "4294967296"])("no film %s, no neighbours: 404", async (idOrSlug) => {
  expect((await send(getSimilarMovies, { params: { idOrSlug } })).status).toBe(404);
});
