import { once } from "node:events";
import { createServer, type ServerOptions } from "node:http";
import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { cacheClock } from "../cache-clock";
import { listening } from "../testing/listen";
import { Connections } from "./connections";
import { frontOf, json } from "./harness";
import { Wire } from "./wire";

afterEach(() => vi.restoreAllMocks());

const ask = (path: string, ...fields: string[]) =>
  `GET ${path} HTTP/1.1\r\n${["Host: films.example", ...fields].join("\r\n")}\r\n\r\n`;

interface Said {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A client that sends octets as it is told, and understands answers of a known length. */
async function clientOf(base: string) {
  const socket = connect({ port: Number(new URL(base).port), host: "127.0.0.1", noDelay: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  const answers: Said[] = [];
  let chunks: Buffer[] = [];
  let wanted = 0;
  const take = () => {
    const all = Buffer.concat(chunks);
    const end = all.indexOf("\r\n\r\n") + 4;
    const [first = "", ...fields] = all.toString("latin1", 0, end).trim().split("\r\n");
    const headers = Object.fromEntries(
      fields.map((field): [string, string] => {
        const colon = field.indexOf(":");
        return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
      }),
    );
    const length = end + Number(headers["content-length"] ?? 0);
    chunks = [all];
    wanted = end < 4 ? 0 : length;
    if (end < 4 || all.length < length) return false;
    answers.push({ status: Number(first.split(" ")[1]), headers, body: all.toString("latin1", end, length) });
    chunks = [all.subarray(length)];
    wanted = 0;
    return all.length > length;
  };
  socket.on("data", (chunk) => {
    chunks.push(chunk);
    if (wanted <= chunks.reduce((sum, { length }) => sum + length, 0)) while (take());
  });
  const until = (count: number) =>
    expect.poll(() => answers.length, { timeout: 5_000, interval: 1 }).toBe(count);
  const get = async (octets: string) => {
    const count = answers.length + 1;
    socket.write(octets, "latin1");
    await until(count);
    return answers[count - 1] ?? expect.fail("There is no answer.");
  };
  return { socket, answers, until, get };
}

/** So many turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

/** More than the system's buffers of a connection take. */
const LARGE = Buffer.alloc(16_000_000, "a");

/** A server whose `/kept/…` have a short way, and which else answers what it was asked; the ways are counted. */
async function shortWays(options: ServerOptions = {}, body = Buffer.from("kept")) {
  const ways = { short: 0, node: 0 };
  const server = createServer(options, async (request, response) => {
    ways.node++;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    // Long enough for what comes next to be read meanwhile.
    if (request.url === "/slow") await turns(20);
    const isKept = request.method === "GET" && request.url?.startsWith("/kept");
    const said = isKept
      ? body
      : `${request.method} ${request.url} ${Buffer.concat(chunks).toString("latin1")}`;
    response.writeHead(200, { "Content-Length": Buffer.byteLength(said) }).end(said);
  });
  const headers = ["Content-Length", String(body.byteLength)];
  const wire = new Wire({ status: "200 OK", headers, body, numbered: true });
  let made = 0;
  const connections = new Connections(
    server,
    ({ url }) => {
      if (!url.startsWith("/kept")) return undefined;
      ways.short++;
      return wire;
    },
    () => `00000000-0000-4000-8000-${String(made++).padStart(12, "0")}`,
  );
  const base = await listening(server);
  return { server, connections, ways, base };
}

test("an answer from memory is the same by the short way as by Node's, in each of its forms", async () => {
  const text = JSON.stringify(Array.from({ length: 500 }, (_, at) => ({ at })));
  const { front, base } = await frontOf(() => json(text, { "x-marquee-tags": "movies", etag: '"3-abc"' }));
  const handle = vi.spyOn(front, "handle");
  const client = await clientOf(base);
  for (const fields of [
    [],
    ["Accept-Encoding: gzip, br"],
    ["Accept-Encoding: gzip"],
    ['If-None-Match: "3-abc-br"', "Accept-Encoding: br"],
    ['If-None-Match: "other"', "Connection: keep-alive", "Cookie: a=b"],
  ]) {
    // An id of the caller's own is Node's to read, and makes the form in memory.
    const long = await client.get(ask("/api/v1/movies", ...fields, "X-Request-Id: request-1"));
    handle.mockClear();
    const short = await client.get(ask("/api/v1/movies", ...fields));
    expect(handle).not.toHaveBeenCalled();
    expect(short.headers["x-request-id"]).toMatch(/^[\w-]{36}$/);
    const own = { date: expect.stringMatching(/ GMT$/), "x-request-id": expect.any(String) };
    expect(short).toEqual({ ...long, headers: { ...long.headers, ...own } });
    expect(Math.abs(Date.parse(short.headers.date ?? "") - Date.now())).toBeLessThan(2_000);
  }
});

test("what is stale, or asked of a process that retires, goes Node's way", async () => {
  let edition = 1;
  const { front, base } = await frontOf(() =>
    json(`{"edition":${edition}}`, { "x-marquee-tags": "list:short" }),
  );
  const handle = vi.spyOn(front, "handle");
  const client = await clientOf(base);
  const read = async (...fields: string[]) => await client.get(ask("/api/v1/lists/a", ...fields));
  expect((await read()).body).toBe('{"edition":1}');
  expect((await read()).body).toBe('{"edition":1}');
  expect(handle).toHaveBeenCalledTimes(1);
  edition = 2;
  cacheClock().mark(["list:short"]);
  expect((await read()).body).toBe('{"edition":2}');
  expect(handle).toHaveBeenCalledTimes(2);
  front.retire();
  expect((await read()).headers.connection).toBe("close");
  expect(handle).toHaveBeenCalledTimes(3);
});

/** Requests, and what is said to them. */
const requests = fc.constantFrom(
  { octets: ask("/kept"), said: "kept" },
  { octets: ask("/kept/1", "Accept: */*"), said: "kept" },
  { octets: ask("/kept", "Content-Length: 0"), said: "kept" },
  { octets: ask("/made?a=b"), said: "GET /made?a=b " },
  { octets: ask("/slow"), said: "GET /slow " },
  {
    octets: `POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 31\r\n\r\nGET /kept HTTP/1.1\r\nHost: x\r\n\r\n`,
    said: "POST /a GET /kept HTTP/1.1\r\nHost: x\r\n\r\n",
  },
  { octets: "PUT /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", said: "PUT /b abc" },
  {
    octets: "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    said: "POST /c abc",
  },
  { octets: `\r\n${ask("/made")}`, said: "GET /made " },
);

/** Where they are cut; what is left goes with the next. */
const cuts = fc.oneof(
  fc.constantFrom(0, Number.POSITIVE_INFINITY, "after its head" as const),
  fc.nat({ max: 120 }),
);

test("however requests are cut and joined on their way, each is answered once, in their order", async () => {
  const { ways, base } = await shortWays();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ request: requests, cut: cuts, waits: fc.boolean() }), { maxLength: 8 }),
      async (asked) => {
        const client = await clientOf(base);
        await client.get(ask("/made"));
        let held = "";
        for (const [at, { request, cut, waits }] of asked.entries()) {
          if (waits && held === "") await client.until(1 + at);
          const octets = held + request.octets;
          const place =
            cut === "after its head" ? octets.indexOf("\r\n\r\n") + 4 : Math.min(cut, octets.length);
          held = octets.slice(place);
          if (place > 0) client.socket.write(octets.slice(0, place), "latin1");
          // Lets the server read what has come so far by itself.
          await turns(3);
        }
        if (held !== "") client.socket.write(held, "latin1");
        await client.until(1 + asked.length);
        const said = client.answers.slice(1).map(({ body }) => body);
        expect(said).toEqual(asked.map(({ request }) => request.said));
        client.socket.destroy();
      },
    ),
    { numRuns: 300 },
  );
  expect(Math.min(ways.short, ways.node)).toBeGreaterThan(15);
});

test("a client that takes nothing gets all in the end, each answer with an id of its own", async () => {
  const { ways, base } = await shortWays({}, LARGE);
  const clients = await Promise.all([clientOf(base), clientOf(base)]);
  for (const { get } of clients) await get(ask("/made"));
  for (const { socket } of clients) socket.pause().write(ask("/kept"));
  await expect.poll(() => ways.short).toBe(2);
  // Its last answer is still on its way: this one is Node's.
  for (const { socket } of clients) socket.write(ask("/kept"));
  await expect.poll(() => ways.node).toBe(4);
  for (const { socket } of clients) socket.resume();
  for (const { until } of clients) await until(3);
  const kept = clients.flatMap(({ answers }) => answers.slice(1));
  expect(kept.map(({ body }) => body.length)).toEqual(Array.from({ length: 4 }, () => LARGE.length));
  const ids = kept.flatMap(({ headers }) => headers["x-request-id"] ?? []);
  expect([ids.length, new Set(ids).size]).toEqual([2, 2]);
});

test("Node's limit of time for a first request doesn't end a connection that is answered the short way", async () => {
  const limits = { headersTimeout: 100, requestTimeout: 100, connectionsCheckingInterval: 20 };
  const { ways, base } = await shortWays(limits);
  const client = await clientOf(base);
  const began = performance.now();
  while (performance.now() - began < 400) expect((await client.get(ask("/kept"))).body).toBe("kept");
  expect([ways.node, client.socket.readyState]).toEqual([1, "open"]);
});

test("connections end when they are told, each after the answers that are still on their way", async () => {
  const { server, connections, base } = await shortWays({}, LARGE);
  const all = await Promise.all([
    clientOf(base),
    clientOf(base),
    clientOf(base),
    clientOf(base),
    clientOf(base),
  ]);
  const [slow, nodes, idle, asking, beginning] = all;
  for (const { get } of [slow, idle]) await get(ask("/made"));
  // One whose last answer goes the short way, one whose first goes Node's, one asking, and one that has only begun to.
  slow.socket.pause().write(ask("/kept"));
  nodes.socket.pause().write(ask("/kept"));
  await once(server, "request");
  asking.socket.write("POST /late HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n");
  await once(server, "request");
  beginning.socket.write("GET /made HTTP/1.1\r\nHost");
  await turns(5);
  const closed = all.map(({ socket }) => once(socket, "close"));
  connections.end();
  await Promise.all([closed[2], closed[4]]);
  for (const { socket } of [slow, nodes]) socket.resume();
  await Promise.all([closed[0], closed[1]]);
  expect([slow.answers[1], nodes.answers[0]].map((said) => said?.body.length)).toEqual([
    LARGE.length,
    LARGE.length,
  ]);
  expect((await asking.get("abc")).body).toBe("POST /late abc");
  await closed[3];
});

test("a connection that becomes another protocol's is given away whole", async () => {
  const { server, base } = await shortWays();
  server.on("upgrade", (_request, socket: Socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n");
    socket.on("data", (chunk) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${chunk.length}\r\n\r\n${chunk}`),
    );
  });
  const client = await clientOf(base);
  await client.get(ask("/kept"));
  await client.get(ask("/kept", "Connection: Upgrade", "Upgrade: websocket"));
  expect((await client.get(ask("/kept"))).body).toBe(ask("/kept"));
});
