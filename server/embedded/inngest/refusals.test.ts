import { expect, test } from "vitest";
import { readFunction } from "./functions";

const plain = { id: "app-odd", name: "odd", triggers: [{ event: "x" }], steps: { step: {} } };

test("a plain function is taken, with the attempts that Inngest gives it", () => {
  expect(readFunction(plain)).toMatchObject({ id: "app-odd", maxAttempts: 5 });
});

test.each([
  ["an option of tomorrow", { sparkle: { limit: 1 } }, /sparkle/],
  [
    "two concurrency limits",
    { concurrency: [{ limit: 1 }, { limit: 2, key: "event.data.k" }] },
    /concurrency/,
  ],
  ["a limit shared by functions", { concurrency: { limit: 1, scope: "account" } }, /concurrency/],
  ["a throttle's burst", { throttle: { limit: 1, period: "1s", burst: 5 } }, /burst/],
  ["a cron's jitter", { triggers: [{ cron: "* * * * *", jitter: "10s" }] }, /triggers/],
  ["a cron that is none", { triggers: [{ cron: "every noon" }] }, /triggers/],
  [
    "a call in a condition",
    { triggers: [{ event: "x", expression: "event.data.n.size() > 1" }] },
    /triggers/,
  ],
  ["a call in a key", { idempotency: "uint(event.data.n)" }, /idempotency/],
  ["a batch's condition", { batchEvents: { maxSize: 2, timeout: "1s", if: "event.data.k" } }, /if/],
  ["a time that is none", { debounce: { period: "soon" } }, /duration/],
  ["a singleton of another kind", { singleton: { mode: "queue" } }, /mode/],
])("%s is refused with the names of function and option", (_, option, named) => {
  expect(() => readFunction({ ...plain, ...option })).toThrow(named);
  expect(() => readFunction({ ...plain, ...option })).toThrow(/can't run app-odd/);
});
