import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { cacheClock } from "../cache-clock";
import { frontOf, gateOf, json } from "./harness";

afterEach(() => vi.restoreAllMocks());

test("what was in memory is made anew beside the crowd that fills the places", async () => {
  const { gate, open } = gateOf();
  const { asked, get } = await frontOf(async ({ url }) => {
    if (url.startsWith("/api/v1/movies")) await gate;
    return json("{}", { "x-marquee-tags": "list:known" });
  }, 1);
  expect((await get("/api/v1/lists")).status).toBe(200);
  const waiting = get("/api/v1/movies");
  await expect.poll(() => asked.length).toBe(2);
  cacheClock().mark(["list:known"]);
  expect((await get("/api/v1/lists")).status).toBe(200);
  expect(asked.map(({ url }) => url)).toEqual(["/api/v1/lists", "/api/v1/movies", "/api/v1/lists"]);
  expect((await get("/api/v1/lists/unknown")).status).toBe(503);
  open();
  expect((await waiting).status).toBe(200);
});

test("refusals say so as the API does, with the caller's id, and keep neither balancer nor engine out", async () => {
  const { gate, open } = gateOf();
  const { asked, passed, get } = await frontOf(async ({ url }) => {
    if (!url.startsWith("/api/health") && !url.startsWith("/api/inngest")) await gate;
    return json("{}", { "x-marquee-tags": "" });
  }, 1);
  const waiting = get("/api/v1/movies");
  await expect.poll(() => asked.length).toBe(1);
  const refused = await get("/api/v1/lists", { "x-request-id": "request-9", accept: "text/event-stream" });
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(refused.headers.get("x-request-id")).toBe("request-9");
  expect(await refused.json()).toMatchObject({ status: 503, code: "unavailable", requestId: "request-9" });
  const page = await get("/lists/none", { "x-request-id": "request-9" });
  expect([page.status, page.headers.get("content-type")]).toEqual([503, "text/plain; charset=utf-8"]);
  expect(await page.text()).toMatch(/\nRequest request-9\n$/);
  expect(await (await get("/me")).text()).toMatch(/Try again in a second[\s\S]*Request [\w-]{36}/);
  expect((await get("/api/health/ready")).status).toBe(200);
  expect((await get("/api/inngest?fnId=a")).status).toBe(200);
  const watching = get("/api/admin/runs/events?runId=1");
  await expect.poll(() => passed.some((url) => url.startsWith("/api/admin"))).toBe(true);
  open();
  expect([(await waiting).status, (await watching).status]).toEqual([200, 200]);
});

test("who waited for what isn't for everybody is refused where there is no place to ask for their own", async () => {
  const { gate, open } = gateOf();
  const { asked, get } = await frontOf(async () => {
    await gate;
    return json("{}");
  }, 1);
  const waiting = Array.from({ length: 5 }, () => get("/api/v1/movies/7"));
  await expect.poll(() => asked.length).toBe(1);
  open();
  const statuses = (await Promise.all(waiting)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
});

test("more than a megabyte is refused before anything reads it", async () => {
  const { passed, base } = await frontOf(() => json("{}"));
  const send = (path: string) => fetch(base + path, { method: "POST", body: "a".repeat(1024 * 1024 + 1) });
  for (const path of ["/api/auth/callback/credentials", "/api/trpc/a", "/sign-in"])
    expect((await send(path)).status).toBe(413);
  expect(await (await send("/api/v1/movies")).json()).toMatchObject({ status: 413, code: "too-large" });
  expect(passed).toEqual([]);
});

test("a silent client loses its place in time, and the job engine waits for a step as long as it takes", async () => {
  const { patience, get } = await frontOf(() => json("{}"));
  await get("/api/trpc/viewer.me");
  await get("/api/inngest?fnId=train");
  await get("/api/admin/runs/events");
  expect(patience.map((most) => most ?? 0)).toEqual([70_000, 0, 0]);
});

test("clients who leave before their answer take nobody's place, though it never comes", async () => {
  const { passed, get } = await frontOf(({ url }) => {
    return url.endsWith("/lost") ? new Promise<never>(() => {}) : json("{}");
  }, 2);
  for (let times = 1; times <= 6; times++) {
    const leaving = new AbortController();
    const lost = get("/api/v1/me/lost", { authorization: "Bearer mq_1" }, leaving.signal);
    await expect.poll(() => passed.filter((url) => url.endsWith("/lost")).length).toBe(times);
    leaving.abort();
    await expect(lost).rejects.toThrow("aborted");
    // The server hears of it a moment later.
    await expect.poll(async () => (await get("/api/auth/providers")).status).toBe(200);
  }
});

test("who waits for another's answer and leaves before it turns out to be nobody else's takes no place either", async () => {
  const { gate, open } = gateOf();
  const { asked, get } = await frontOf(async ({ url }) => {
    if (url.endsWith("/slow")) await gate;
    return json("{}");
  }, 2);
  const waiting = get("/api/v1/slow");
  await expect.poll(() => asked.length).toBe(1);
  const leaving = new AbortController();
  const left = Array.from({ length: 5 }, () => get("/api/v1/slow", {}, leaving.signal));
  await expect.poll(async () => (await get("/api/auth/providers")).status).toBe(200); // they are there by now
  leaving.abort();
  await Promise.all(left.map((each) => expect(each).rejects.toThrow("aborted")));
  for (let times = 0; times < 3; times++) await get("/api/auth/providers"); // and the server has heard of it
  open();
  expect((await waiting).status).toBe(200);
  for (let times = 0; times < 5; times++) expect((await get("/api/v1/other")).status).toBe(200);
});

test("streams have places of their own, and no more than those", async () => {
  const { gate, open } = gateOf();
  const { passed, get } = await frontOf(async () => {
    await gate;
    return json("{}");
  }, 1);
  const open200 = Array.from({ length: 200 }, () => get("/api/admin/runs/events"));
  await expect.poll(() => passed.length).toBe(200);
  expect((await get("/api/admin/runs/events")).status).toBe(503);
  open();
  await Promise.all(open200);
  expect((await get("/api/admin/runs/events")).status).toBe(200);
});

test("a stream's connection ends with the stream once the process retires, though it was to be kept", async () => {
  const { gate, open } = gateOf();
  const { front, passed, base } = await frontOf(async () => {
    await gate;
    return json("{}");
  });
  const asking = request(`${base}/api/admin/runs/events`, { agent: new Agent({ keepAlive: true }) }).end();
  await vi.waitFor(() => expect(passed).toHaveLength(1));
  front.retire();
  open();
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  expect(answer.headers.connection).toBe("keep-alive");
  const closed = once(answer.socket, "close");
  answer.resume();
  await closed;
});
