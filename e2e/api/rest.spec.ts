import { expect, test } from "@playwright/test";
import { drained } from "../queue";
import { bearer, freshTitle } from "./tokens";

test("a film added and rated by REST takes its place in the lists, and its rank can be explained and proved", async ({
  request,
}) => {
  const editor = await bearer({ role: "editor" });
  const film = { title: freshTitle(), year: 1949, genres: ["film-noir"], directors: ["Carol Reed"] };
  const added = await request.post("/api/v1/movies", { headers: editor, data: film });
  expect(added.status(), await added.text()).toBe(201);
  const { id, slug, position } = await added.json();
  expect([added.headers().location, position]).toEqual([`/api/v1/movies/${id}`, null]);

  // Eight people with five other ratings each, so that their votes weigh fully.
  const { data: others } = await (await request.get("/api/v1/movies?pageSize=5")).json();
  for (let at = 0; at < 8; at++) {
    const headers = await bearer();
    for (const movie of [...others, { id }])
      expect(
        (await request.put(`/api/v1/movies/${movie.id}/rating`, { headers, data: { value: 10 } })).status(),
      ).toBe(200);
  }
  await drained(request);

  const detail = await (await request.get(`/api/v1/movies/${slug}`)).json();
  expect(detail).toMatchObject({ votes: 8, plainMean: 10, histogram: [0, 0, 0, 0, 0, 0, 0, 0, 0, 8] });
  expect(detail.ranks.map((rank: { list: string }) => rank.list)).toEqual(
    expect.arrayContaining(["all-time", "film-noir", "1940s"]),
  );
  const page = Math.ceil(detail.position / 50);
  const { data: entries } = await (await request.get(`/api/v1/lists/all-time/entries?page=${page}`)).json();
  const at = entries.findIndex((entry: { movie: { id: number } }) => entry.movie.id === id);
  expect(entries[at]).toMatchObject({ position: detail.position, score: detail.score, votes: 8 });
  for (const neighbour of [entries[at - 1], entries[at + 1]].filter(Boolean))
    expect(
      Math.sign(neighbour.score - detail.score) * (detail.position - neighbour.position),
    ).toBeGreaterThanOrEqual(0);

  const why = await (await request.get(`/api/v1/movies/${id}/explanation`)).json();
  const { weightedSum, weight, priorWeight, priorMean } = why.terms;
  const score = (weightedSum + priorWeight * priorMean) / (weight + priorWeight);
  expect(Math.floor(score * 1e6 + 1e-3) / 1e6).toBe(why.score);
  expect([why.score, why.position]).toEqual([detail.score, detail.position]);

  const { edition } = await (await request.get("/api/v1/lists/all-time")).json();
  const proof = await (await request.get(`/api/v1/lists/all-time/editions/${edition}/verify`)).json();
  expect(proof).toMatchObject({ ok: true, recomputedHash: proof.storedHash });
});

test("the same post with the same key adds one film, also at once", async ({ request }) => {
  const headers = {
    ...(await bearer({ role: "editor" })),
    "idempotency-key": freshTitle().replaceAll(" ", "-"),
  };
  const data = { title: freshTitle(), year: 1990 };
  const answers = await Promise.all(
    Array.from({ length: 4 }, async () => await request.post("/api/v1/movies", { headers, data })),
  );
  const ids = await Promise.all(answers.map(async (answer) => (await answer.json()).id));
  expect([new Set(ids).size, ...answers.map((answer) => answer.status())]).toEqual([1, 201, 201, 201, 201]);
  const other = await request.post("/api/v1/movies", { headers, data: { ...data, year: 1991 } });
  expect(other.status()).toBe(422);
});

test("a duplicate names the film that stands; a change in between is told; the trash hides", async ({
  request,
}) => {
  const headers = await bearer({ role: "editor" });
  const data = { title: freshTitle(), year: 1990 };
  const { id } = await (await request.post("/api/v1/movies", { headers, data })).json();
  const again = await request.post("/api/v1/movies", {
    headers,
    data: { ...data, title: data.title.toUpperCase() },
  });
  expect([again.status(), (await again.json()).id]).toEqual([409, id]);

  const url = `/api/v1/movies/${id}`;
  const etag = (await request.get(url)).headers().etag ?? "";
  const patch = async () =>
    await request.patch(url, { headers: { ...headers, "if-match": etag }, data: { runtimeMinutes: 100 } });
  expect((await patch()).status()).toBe(200);
  expect((await patch()).status()).toBe(412);

  expect((await request.delete(url, { headers })).status()).toBe(204);
  expect((await request.get(url)).status()).toBe(404);
});

test("a page that hasn't changed answers 304", async ({ request }) => {
  const url = "/api/v1/movies?sort=title&q=a";
  const first = await request.get(url);
  const second = await request.get(url, { headers: { "if-none-match": first.headers().etag ?? "" } });
  expect([second.status(), (await second.body()).length]).toEqual([304, 0]);
});

test("a recompute runs and tells what it published", async ({ request }) => {
  const headers = await bearer({ role: "editor" });
  const queued = await request.post("/api/v1/rankings/recompute", { headers, data: { list: "all-time" } });
  expect(queued.status(), await queued.text()).toBe(202);
  const { links } = await queued.json();
  await expect
    .poll(async () => (await (await request.get(links.self, { headers })).json()).status, { timeout: 30_000 })
    .toBe("succeeded");
});

test("every page of the films by rank together holds each film once", async ({ request }) => {
  const seen = new Set<number>();
  const { total } = await (await request.get("/api/v1/movies?pageSize=1")).json();
  let url: string | null = "/api/v1/movies?pageSize=100";
  let films = 0;
  while (url) {
    const page: { data: { id: number }[]; links: { next: string | null } } = await (
      await request.get(url)
    ).json();
    films += page.data.length;
    for (const movie of page.data) seen.add(movie.id);
    url = page.links.next;
  }
  expect(films).toBe(seen.size);
  // Other tests add and trash films meanwhile.
  expect(Math.abs(films - total)).toBeLessThan(50);
});

test("the OpenAPI document and its page name the same calls", async ({ request, page }) => {
  const document = await (await request.get("/api/v1/openapi.json")).json();
  expect(document.openapi).toBe("3.1.0");
  const calls = Object.values(document.paths).flatMap((item) => Object.keys(item ?? {})).length;
  await page.goto("/api/docs");
  await expect(page.getByRole("heading", { level: 1, name: "The API" })).toBeVisible();
  await expect(page.locator("details summary .font-mono.break-all")).toHaveCount(calls);
});

test("the site lives and is ready", async ({ request }) => {
  expect((await request.get("/api/health/live")).status()).toBe(200);
  const ready = await request.get("/api/health/ready");
  expect(ready.status()).toBe(200);
  expect(await ready.json()).toMatchObject({
    status: "ready",
    checks: { database: { ok: true }, migrations: { ok: true }, engine: { ok: true } },
  });
});
