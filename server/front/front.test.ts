import { once } from "node:events";
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { cacheClock } from "../cache-clock";
import { logger } from "../observability/logger";
import { metrics } from "../observability/metrics";
import { listen } from "../testing/listen";
import { Front, type Site } from "./front";
import { make } from "./making";
import type { Whole } from "./next-site";

afterEach(() => vi.restoreAllMocks());

interface Asked {
  url: string;
  headers: IncomingHttpHeaders;
}

/** A front before an origin that answers as the test says. */
async function frontOf(answer: (asked: Asked) => Whole | Promise<Whole>, most = 10) {
  const asked: Asked[] = [];
  const passed: string[] = [];
  const patience: (number | undefined)[] = [];
  const site: Site = {
    get: async (url, headers) => {
      asked.push({ url, headers });
      return await answer({ url, headers });
    },
    pass: async (request, response) => {
      passed.push(request.url ?? "");
      patience.push(request.socket.timeout);
      const { status, headers, bytes } = await answer({ url: request.url ?? "", headers: request.headers });
      response.writeHead(status, headers).end(bytes);
    },
  };
  const front = new Front({ site, memory: 1_000_000, most, url: new URL("https://films.example") });
  const base = await listen((request, response) => front.handle(request, response));
  const get = (path: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    fetch(`${base}${path}`, { headers, redirect: "manual", ...(signal && { signal }) });
  return { front, asked, passed, patience, get, base };
}

/** A promise that the test settles. */
function gateOf() {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open };
}

const json = (text: string, headers: Record<string, string> = {}): Whole => ({
  status: 200,
  headers: { "content-type": "application/json", "cache-control": "public", ...headers },
  bytes: Buffer.from(text),
});

test("an answer that names its tags is asked for once, until one of them changes", async () => {
  let edition = 1;
  const { asked, get } = await frontOf(() => json(`{"edition":${edition}}`, { "x-marquee-tags": "list:a" }));
  for (let times = 0; times < 3; times++)
    expect(await (await get("/api/v1/lists/a")).text()).toBe('{"edition":1}');
  expect(asked).toHaveLength(1);
  edition = 2;
  cacheClock().mark(["list:b"]);
  expect(await (await get("/api/v1/lists/a")).text()).toBe('{"edition":1}');
  cacheClock().mark(["list:a"]);
  const answer = await get("/api/v1/lists/a");
  expect(await answer.text()).toBe('{"edition":2}');
  expect(answer.headers.get("x-marquee-tags")).toBeNull();
  expect(asked).toHaveLength(2);
  const { values } = await metrics().pages.get();
  expect(values.map(({ labels, value }) => [labels.result, value])).toEqual([
    ["miss", 2],
    ["hit", 3],
  ]);
});

test("an answer made while its list was published is not kept, and whoever asks after gets the new one", async () => {
  let edition = 1;
  let publishing = true;
  const { asked, get } = await frontOf(() => {
    const read = edition;
    if (publishing) {
      // Between the read and the answer the next edition comes: the worst moment.
      publishing = false;
      edition = 2;
      cacheClock().mark(["list:race"]);
    }
    return json(`{"edition":${read}}`, { "x-marquee-tags": "list:race" });
  });
  expect(await (await get("/api/v1/lists/race")).text()).toBe('{"edition":2}');
  expect(await (await get("/api/v1/lists/race")).text()).toBe('{"edition":2}');
  expect(asked).toHaveLength(2);
});

test("an answer that changes faster than it can be made is shown for a while, then made anew", async () => {
  const clock = cacheClock();
  let now = clock.now();
  vi.spyOn(clock, "now").mockImplementation(() => now);
  let edition = 0;
  const { asked, get } = await frontOf(() => {
    edition++;
    now += 50;
    clock.mark(["list:a"]);
    return json(`{"edition":${edition}}`, { "x-marquee-tags": "list:a" });
  });
  const read = async () => await (await get("/api/v1/lists/a")).text();
  expect(await read()).toBe('{"edition":3}');
  clock.mark(["list:a"]);
  now += 199;
  expect(await read()).toBe('{"edition":3}');
  expect(asked).toHaveLength(3);
  now += 2;
  expect(await read()).toBe('{"edition":6}');
});

test("however many wait for an address, it is made once", async () => {
  const { gate, open } = gateOf();
  const { asked, get } = await frontOf(async () => {
    await gate;
    return json("{}", { "x-marquee-tags": "" });
  }, 1);
  const waiting = Array.from({ length: 20 }, () => get("/api/v1/movies"));
  await expect.poll(() => asked.length).toBe(1);
  const refused = await get("/api/v1/lists");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  open();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(
    Array.from({ length: 20 }, () => 200),
  );
  expect(asked).toHaveLength(1);
});

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

test("addresses and methods that nothing can be are refused by name, and never reach Next", async () => {
  const { asked, passed, get, base } = await frontOf(async () => json("{}", {}), 1);
  for (const path of ["/movies/%ff", "/api/v1/lists/%E0%A4%A?page=2"]) {
    const answer = await get(path, { "x-request-id": "request-9" });
    expect([answer.status, answer.headers.get("x-request-id")]).toEqual([400, "request-9"]);
  }
  const traced = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${base}/api/v1/movies`, { method: "TRACE" }, resolve).once("error", reject).end();
  });
  expect([traced.statusCode, traced.headers.allow]).toEqual([405, expect.stringContaining("GET, HEAD")]);
  expect([asked, passed]).toEqual([[], []]);
});

test("more than a megabyte is refused before anything reads it", async () => {
  const { passed, base } = await frontOf(() => json("{}"));
  const send = (path: string) => fetch(base + path, { method: "POST", body: "a".repeat(1024 * 1024 + 1) });
  for (const path of ["/api/auth/callback/credentials", "/api/trpc/a", "/sign-in"])
    expect((await send(path)).status).toBe(413);
  expect(await (await send("/api/v1/movies")).json()).toMatchObject({ status: 413, code: "too-large" });
  expect(passed).toEqual([]);
});

test("an error inside is said with the id that the log has", async () => {
  const said = vi.spyOn(logger, "error");
  const { get } = await frontOf(() => Promise.reject(new Error("broken")));
  const answer = await get("/api/v1/movies", { "x-request-id": "request-3" });
  expect(await answer.json()).toMatchObject({ status: 500, code: "internal", requestId: "request-3" });
  expect(said).toHaveBeenCalledWith(expect.objectContaining({ requestId: "request-3" }), expect.any(String));
});

test("a silent client loses its place in time, and the job engine waits for a step as long as it takes", async () => {
  const { patience, get } = await frontOf(() => json("{}"));
  await get("/api/trpc/viewer.me");
  await get("/api/inngest?fnId=train");
  await get("/api/admin/runs/events");
  expect(patience.map((most) => most ?? 0)).toEqual([70_000, 0, 0]);
});

test("a page's bytes never stand where its data is asked for", async () => {
  const page = { "content-type": "text/html", "cache-control": "s-maxage=3600" };
  const { asked, get } = await frontOf(() => ({ status: 200, headers: page, bytes: Buffer.from("<p>") }));
  await get("/lists", { rsc: "1" });
  await get("/lists", { rsc: "1" });
  expect(asked).toHaveLength(2);
});

test("a making counts from the oldest read that it may share, and from no other's beginning", async () => {
  const clock = cacheClock();
  const since = () => make(async (making) => making.since);
  const began = clock.now();
  const { gate, open } = gateOf();
  const slow = make(() => gate);
  expect(await since()).toBeGreaterThanOrEqual(began);
  // A making that goes on for long holds nothing back, a read under way does.
  vi.spyOn(clock, "now").mockReturnValue(began + 5_000);
  expect(await since()).toBe(began + 5_000);
  globalThis.marqueeReads?.set("read", began + 1_000);
  expect(await since()).toBe(began + 1_000);
  vi.spyOn(clock, "now").mockReturnValue(began + 70_000);
  expect(await since()).toBe(began + 70_000);
  open();
  await slow;
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

test("nothing of a person goes into a public answer's making, and a person's call is none", async () => {
  const { asked, get } = await frontOf(() => json("{}", { "x-marquee-tags": "movies" }));
  await get("/api/v1/movies?page=9", {
    cookie: "session=1",
    "x-forwarded-host": "evil.example",
    range: "bytes=0-1",
  });
  expect(asked[0]?.headers).toMatchObject({ host: "films.example", accept: "*/*" });
  expect(Object.keys(asked[0]?.headers ?? {}).sort()).toEqual(["accept", "host", "x-request-id"]);
  await get("/api/v1/movies?page=9", { authorization: "Bearer mq_1" });
  expect(asked).toHaveLength(1);
});

test.each([
  ["names no tags", json("{}")],
  ["sets a cookie", json("{}", { "x-marquee-tags": "movies", "set-cookie": "a=1" })],
  ["is private", json("{}", { "x-marquee-tags": "movies", "cache-control": "private" })],
  ["must not be stored", json("{}", { "x-marquee-tags": "movies", "cache-control": "no-store" })],
  ["is an error", { ...json("{}", { "x-marquee-tags": "movies" }), status: 404 }],
])("an answer that %s isn't kept", async (_, whole) => {
  const { asked, get } = await frontOf(() => whole);
  await get("/api/v1/movies/1");
  await get("/api/v1/movies/1");
  expect(asked).toHaveLength(2);
});

test("the bytes go compressed as asked, and a known tag costs a 304", async () => {
  const text = JSON.stringify(Array.from({ length: 500 }, (_, at) => ({ at })));
  const { get } = await frontOf(() => json(text, { "x-marquee-tags": "movies", etag: '"3-abc"' }));
  const raw = async (coding: string) => {
    const answer = await get("/api/v1/movies", { "accept-encoding": coding });
    return { answer, text: await answer.text() };
  };
  for (const [coding, expected] of [
    ["gzip, br", "br"],
    ["gzip, br;q=0", "gzip"],
    ["identity", null],
  ] as const) {
    const { answer, text: got } = await raw(coding);
    // fetch has taken the coding away from the bytes, which tells that they were what the header says.
    expect([answer.headers.get("content-encoding"), got]).toEqual([expected, text]);
    const tag = answer.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"3-abc(-br|-gzip)?"$/);
    expect((await get("/api/v1/movies", { "if-none-match": `"x", W/${tag}` })).status).toBe(304);
  }
  expect((await get("/api/v1/movies", { "if-none-match": '"3-ab"' })).status).toBe(200);
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
