import { type IncomingMessage, request } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { cacheClock } from "../cache-clock";
import { logger } from "../observability/logger";
import { metrics } from "../observability/metrics";
import { frontOf, gateOf, json } from "./harness";
import { make } from "./making";

afterEach(() => vi.restoreAllMocks());

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

test("an error inside is said with the id that the log has", async () => {
  const said = vi.spyOn(logger, "error");
  const { get } = await frontOf(() => Promise.reject(new Error("broken")));
  const answer = await get("/api/v1/movies", { "x-request-id": "request-3" });
  expect(await answer.json()).toMatchObject({ status: 500, code: "internal", requestId: "request-3" });
  expect(said).toHaveBeenCalledWith(expect.objectContaining({ requestId: "request-3" }), expect.any(String));
});

test("a page's bytes never stand where its data is asked for", async () => {
  const page = { "content-type": "text/html", "cache-control": "s-maxage=3600" };
  const { asked, get } = await frontOf(() => ({ status: 200, headers: page, bytes: Buffer.from("<p>") }));
  await get("/lists", { rsc: "1" });
  await get("/lists", { rsc: "1" });
  expect(asked).toHaveLength(2);
});

test("the home page that is made ahead is the one its first visitor gets", async () => {
  const page = { "content-type": "text/html", "cache-control": "s-maxage=3600" };
  const { front, asked, get } = await frontOf(() => {
    globalThis.marqueeMaking?.getStore()?.seen(["list:all-time"]);
    return { status: 200, headers: page, bytes: Buffer.from("<p>home") };
  });
  await Promise.all([front.warm(), front.warm()]);
  await front.warm();
  expect(await (await get("/")).text()).toBe("<p>home");
  expect(asked).toEqual([{ url: "/", headers: { host: "films.example", accept: "*/*" } }]);
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
  ["has a header that can't be sent", json("{}", { "x-marquee-tags": "movies", location: "caf☃\r\nA: b" })],
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
