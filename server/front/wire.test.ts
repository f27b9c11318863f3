import { afterEach, expect, test, vi } from "vitest";
import { Wire } from "./wire";

afterEach(() => vi.useRealTimers());

function wireOf(numbered: boolean): Wire {
  const headers = ["Content-Type", "text/plain", "Content-Length", "4"];
  return new Wire({ status: "200 OK", headers, body: Buffer.from("kept"), numbered });
}

test("each sending has the time of day, and an id where it has one", () => {
  vi.useFakeTimers({ now: Date.parse("2026-11-28T10:00:00.400Z") });
  const id = () => "11111111-1111-4111-8111-111111111111";
  const read = (wire: Wire) => wire.stamp(id).toString().split("\r\n");
  const [numbered, bare] = [wireOf(true), wireOf(false)];
  expect(read(numbered)).toEqual([
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
  expect(read(bare)[1]).toBe("Date: Sat, 28 Nov 2026 10:00:00 GMT");
  vi.advanceTimersByTime(1);
  expect(read(bare)[1]).toBe("Date: Sat, 28 Nov 2026 10:00:01 GMT");
  expect(read(bare)[2]).toBe("Content-Type: text/plain");
  expect(read(numbered)[1]).toBe("Date: Sat, 28 Nov 2026 10:00:01 GMT");
});

test("bytes that a connection still holds are its own", () => {
  const wire = wireOf(true);
  const [first, second] = ["1".repeat(36), "2".repeat(36)];
  const held = wire.stamp(() => first);
  wire.renew();
  expect(wire.stamp(() => second).toString()).toContain(second);
  expect(held.toString()).toContain(first);
  expect([held, wire.body].map((bytes) => bytes.toString().endsWith("kept"))).toEqual([true, true]);
});
