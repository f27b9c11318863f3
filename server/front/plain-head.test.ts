import { createServer, type IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bodyLength, readPlainGet } from "./plain-head";

const lines = (...all: string[]) => `${all.join("\r\n")}\r\n\r\n`;
const first = "GET /lists/all-time HTTP/1.1";
const host = "Host: films.example";

test("what a browser asks for a page with is plain", () => {
  const head = lines(
    first,
    host,
    "Connection: keep-alive",
    "sec-ch-ua-mobile: ?0",
    "Upgrade-Insecure-Requests: 1",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64)",
    "Accept: text/html,*/*;q=0.8",
    "Accept-Encoding:  gzip, deflate, br ",
    'If-None-Match: "abc", W/"def"',
    "Cookie: next-auth.session-token=a.b.c; authorization=none",
  );
  expect(readPlainGet(head)).toEqual({
    url: "/lists/all-time",
    acceptEncoding: "gzip, deflate, br",
    ifNoneMatch: '"abc", W/"def"',
  });
  expect(readPlainGet(lines("GET /a?page=2 HTTP/1.1", "host:x"))).toMatchObject({ url: "/a?page=2" });
});

test.each([
  ["another method", lines("HEAD / HTTP/1.1", host)],
  ["another version", lines("GET / HTTP/1.0", host)],
  ["no host", lines(first, "Accept: */*")],
  ["a whole address", lines("GET http://films.example/ HTTP/1.1", host)],
  ["two spaces", lines("GET  / HTTP/1.1", host)],
  ["a space before the colon", lines(first, host, "Accept : */*")],
  ["a folded line", lines(first, host, "Accept: a,", " b")],
  ["a bare line feed", `${first}\n${host}\r\n\r\n`],
  ["a bare carriage return", lines(first, host, "Accept: a\rb")],
  ["a null", lines(first, host, "Accept: a\0b")],
  ["who asks", lines(first, host, "authorization: Bearer mq_1")],
  ["a page's data", lines(first, host, "RSC: 1")],
  ["a part of a page's data", lines(first, host, "Next-Router-Segment-Prefetch: /_tree")],
  ["an id of its own", lines(first, host, "X-Request-Id: request-1")],
  ["a body", lines(first, host, "Content-Length: 0")],
  ["a body in chunks", lines(first, host, "Transfer-Encoding: chunked")],
  ["another protocol", lines(first, host, "Connection: Upgrade", "Upgrade: websocket")],
  ["the end", lines(first, host, "Connection: close")],
  ["more than keep-alive", lines(first, host, "Connection: keep-alive, TE")],
  ["two codings", lines(first, host, "Accept-Encoding: br", "accept-encoding: gzip;q=0")],
  ["two tags", lines(first, host, "If-None-Match: *", "If-None-Match: *")],
  ["more than itself", `${lines(first, host)}GET`],
  ["less than itself", `${first}\r\n${host}\r\n`],
])("a head with %s isn't plain", (_, head) => {
  expect(readPlainGet(head)).toBeNull();
});

test.each([
  [lines("POST /api/trpc/a HTTP/1.1", host, "content-length: 12"), 12],
  [lines("GET / HTTP/1.1", host), 0],
  [lines("DELETE /a HTTP/1.1", host, "Content-Length:0"), 0],
  [lines("POST / HTTP/1.1", host, "Content-Length: 12", "Content-Length: 12"), null],
  [lines("POST / HTTP/1.1", host, "Content-Length: +12"), null],
  [lines("POST / HTTP/1.1", host, "Content-Length: "), null],
  [lines("POST / HTTP/1.1", host, "Transfer-Encoding: chunked"), null],
  [lines("POST / HTTP/1.1", host, "Expect: 100-continue", "Content-Length: 12"), null],
  [lines("GET / HTTP/1.1", host, "Upgrade: websocket"), null],
  [lines("CONNECT a:1 HTTP/1.1", host), null],
  [lines("POST / HTTP/1.0", host, "Content-Length: 12"), null],
])("a body's length is known where it is beyond doubt: %j %j", (head, length) => {
  expect(bodyLength(head)).toBe(length);
});

/** What Node's own parser makes of octets: the requests in them, and whether it finds fault. */
function readByNode(octets: string): { requests: IncomingMessage[]; fault: boolean } {
  const requests: IncomingMessage[] = [];
  let fault = false;
  const server = createServer({ requireHostHeader: false }, (request) => void requests.push(request));
  server.on("clientError", () => {
    fault = true;
  });
  const connection = new Duplex({ read() {}, write: (_chunk, _coding, done) => done() });
  server.emit("connection", connection);
  connection.emit("data", Buffer.from(octets, "latin1"));
  connection.destroy();
  server.close();
  return { requests, fault };
}

/** Heads as clients write them, with a few octets changed, left out or put in somewhere. */
const nearlyHeads = fc
  .record({
    url: fc.constantFrom("/", "/lists/all-time/2", "/api/v1/movies?page=1"),
    fields: fc.array(
      fc.constantFrom(
        "Accept-Encoding: br",
        "If-None-Match: *",
        "Connection: keep-alive",
        "Cookie: a=b; c=d",
        "Content-Length: 0",
        "Transfer-Encoding: chunked",
        "Authorization: Bearer x",
        "Accept: */*",
      ),
      { maxLength: 4 },
    ),
    changes: fc.array(
      fc.record({
        at: fc.nat(),
        removed: fc.integer({ min: 0, max: 2 }),
        put: fc.string({ unit: fc.constantFrom(" ", "\t", "\r", "\n", ":", "\0", "é", "a", ",", "0") }),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ url, fields, changes }) =>
    changes.reduce(
      (head, { at, removed, put }) => {
        const place = at % head.length;
        return head.slice(0, place) + put.slice(0, 3) + head.slice(place + removed);
      },
      lines(`GET ${url} HTTP/1.1`, host, ...fields),
    ),
  );

test("whatever is taken for plain, Node reads as the same one request, to its last octet", () => {
  let plain = 0;
  let known = 0;
  fc.assert(
    fc.property(nearlyHeads, (head) => {
      const asked = readPlainGet(head);
      const length = bodyLength(head);
      if (!asked && length === null) return;
      // What follows it must be read as another request, which tells that Node took all of this one, and no more.
      const next = lines("GET /next HTTP/1.1", host);
      const { requests, fault } = readByNode(head + "x".repeat(length ?? 0) + next);
      const [request, ...others] = requests;
      if (asked) {
        plain++;
        expect(fault).toBe(false);
        expect(request).toMatchObject({ method: "GET", url: asked.url, httpVersion: "1.1" });
        expect(request?.headers["accept-encoding"]).toBe(asked.acceptEncoding);
        expect(request?.headers["if-none-match"]).toBe(asked.ifNoneMatch);
        for (const name of ["authorization", "content-length", "transfer-encoding"])
          expect(request?.headers[name]).toBeUndefined();
      }
      // What Node finds fault with it ends itself.
      if (fault) return;
      known++;
      expect(others.map(({ url }) => url)).toEqual(["/next"]);
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(plain, known)).toBeGreaterThan(300);
});
