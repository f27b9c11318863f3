import { expect, test } from "vitest";
import { readAnswer } from "./answer";

const now = Date.parse("2026-03-01T10:00:00Z");
const sdk = { "x-inngest-sdk-handled": "true" };
const answer = (status: number, body: unknown, headers: Record<string, string> = sdk) => ({
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
});

test.each([
  ["a proxy's 502", answer(502, "bad gateway", {}), { kind: "away", answered: true }],
  ["a refused signature", answer(401, {}), { kind: "away" }],
  ["a page that isn't the SDK's", answer(404, "<html>", {}), { kind: "broken" }],
  ["a body that isn't JSON", answer(206, "nope"), { kind: "broken" }],
  ["a streamed answer", answer(201, {}), { kind: "error", retry: false }],
  [
    "an op of the future",
    answer(206, [{ id: "x", op: "Dance" }]),
    { kind: "error", retry: false, error: { message: expect.stringContaining("Dance") } },
  ],
  ["a plain result", answer(200, { a: 1 }), { kind: "ops", ops: [{ op: "RunComplete", data: { a: 1 } }] }],
  [
    "a thrown error",
    answer(500, { name: "E", message: "m" }),
    { kind: "error", retry: true, error: { name: "E", message: "m" } },
  ],
  [
    "a final error",
    answer(400, { name: "E" }, { ...sdk, "x-inngest-no-retry": "true" }),
    { kind: "error", retry: false },
  ],
  [
    "a wait in seconds",
    answer(500, {}, { ...sdk, "retry-after": "4" }),
    { kind: "error", retryAfterMs: 4_000 },
  ],
  [
    "a wait until a date",
    answer(500, {}, { ...sdk, "retry-after": "2026-03-01T10:01:00Z" }),
    { kind: "error", retryAfterMs: 60_000 },
  ],
  [
    "a version 1 answer",
    answer(206, { id: "x", op: "StepPlanned" }, { ...sdk, "x-inngest-req-version": "1" }),
    { kind: "ops", discoverEach: true },
  ],
])("%s", (_, raw, expected) => {
  expect(readAnswer(raw, true, now)).toMatchObject(expected);
});

test("an answer whose signature isn't the app's changes nothing", () => {
  expect(readAnswer(answer(200, { stolen: true }), false, now)).toMatchObject({ kind: "broken" });
});
