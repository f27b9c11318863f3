import { expect, test } from "vitest";
import { inBatches } from "./batches";

/** Batches that end when they are told to. */
function held() {
  const begun: { calls: readonly number[]; end: () => void }[] = [];
  let arrived = () => {};
  const next = () =>
    new Promise<void>((resolve) => {
      arrived = resolve;
    });
  const call = inBatches<number, number>((calls) => {
    arrived();
    return new Promise((resolve) => {
      const answer = (one: number) => (one < 0 ? new Error(`${one} is negative`) : 2 * one);
      begun.push({ calls, end: () => resolve(calls.map(answer)) });
    });
  });
  return { call, begun, next };
}

test("calls of one moment go together, each with its own answer or error", async () => {
  const { call, begun, next } = held();
  const began = next();
  const answers = Promise.allSettled([call(1), call(-2), call(1)]);
  await began;
  begun[0]?.end();
  expect(begun.map(({ calls }) => calls)).toEqual([[1, -2, 1]]);
  expect(await answers).toEqual([
    { status: "fulfilled", value: 2 },
    { status: "rejected", reason: new Error("-2 is negative") },
    { status: "fulfilled", value: 2 },
  ]);
});

test("a batch that is held up holds the next one up for a moment only", async () => {
  const { call, begun, next } = held();
  let began = next();
  const first = call(1);
  await began;
  began = next();
  const second = call(2);
  await began;
  begun[1]?.end();
  expect(await second).toBe(4);
  begun[0]?.end();
  expect(await first).toBe(2);
});

test("what a whole batch fails of, all its calls fail of, and the next goes on", async () => {
  let failing = true;
  const call = inBatches<number, number>(async (calls) => {
    if (failing) throw new Error("no connection");
    return calls;
  });
  const together = await Promise.allSettled([call(1), call(2)]);
  expect(together.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  failing = false;
  expect(await call(3)).toBe(3);
});
