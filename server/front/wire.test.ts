import { PassThrough } from "node:stream";
import { afterEach, expect, test, vi } from "vitest";
import { Wire } from "./wire";

afterEach(() => vi.useRealTimers());

const id = () => "11111111-1111-4111-8111-111111111111";

/** What a sending puts on a connection, as lines. */
function sent(wire: Wire): string[] {
  const socket = new PassThrough();
  wire.send(socket, id);
  return String(socket.read()).split("\r\n");
}

test("each sending has the time of day, and an id where it has one", () => {
  vi.useFakeTimers({ now: Date.parse("2026-11-28T10:00:00.400Z") });
  const headers = ["Content-Type", "text/plain", "Content-Length", "4"];
  const numbered = new Wire({ status: "200 OK", headers, body: Buffer.from("kept"), numbered: true });
  const bare = new Wire({
    status: "304 Not Modified",
    headers: ["ETag", '"a"'],
    body: undefined,
    numbered: false,
  });
  expect(sent(numbered)).toEqual([
    "HTTP/1.1 200 OK",
    "Date: Sat, 28 Nov 2026 10:00:00 GMT",
    "X-Request-Id: 11111111-1111-4111-8111-111111111111",
    "Content-Type: text/plain",
    "Content-Length: 4",
    "Connection: keep-alive",
    "Keep-Alive: timeout=65",
    "",
    "kept",
  ]);
  vi.advanceTimersByTime(599);
  expect(sent(numbered)[1]).toBe("Date: Sat, 28 Nov 2026 10:00:00 GMT");
  vi.advanceTimersByTime(1);
  expect(sent(bare)).toEqual([
    "HTTP/1.1 304 Not Modified",
    "Date: Sat, 28 Nov 2026 10:00:01 GMT",
    'ETag: "a"',
    "Connection: keep-alive",
    "Keep-Alive: timeout=65",
    "",
    "",
  ]);
});
