import { expect, test } from "vitest";
import { inBatches } from "./batches";

/** Batches that are answered when they are told to. */
function held(ownerOf?: (call: number) => unknown) {
  const begun: { calls: readonly number[]; end: (...which: number[]) => void }[] = [];
  let arrived = () => {};
  const next = () =>
    new Promise<void>((resolve) => {
      arrived = resolve;
    });
  const call = inBatches<number, number>((calls) => {
    const ends = new Map<number, () => void>();
    const answers = calls.map(
      (one) =>
        new Promise<number>((resolve, reject) => {
          ends.set(one, () => (one < 0 ? reject(new Error(`${one} is negative`)) : resolve(2 * one)));
        }),
    );
    begun.push({
      calls,
      end: (...which) => (which.length > 0 ? which : calls).map((one) => ends.get(one)?.()),
    });
    arrived();
    return answers;
  }, ownerOf);
  const calls = () => begun.map((batch) => batch.calls);
  return { call, begun, calls, next };
}

test("calls of one moment go together, each with its own answer or error", async () => {
  const { call, begun, calls, next } = held();
  const began = next();
  const answers = Promise.allSettled([call(1), call(-2), call(3)]);
  await began;
  begun[0]?.end();
  expect(calls()).toEqual([[1, -2, 3]]);
  expect(await answers).toEqual([
    { status: "fulfilled", value: 2 },
    { status: "rejected", reason: new Error("-2 is negative") },
    { status: "fulfilled", value: 6 },
  ]);
});

test("a call is answered as soon as it can be, whatever holds up the others of its batch", async () => {
  const { call, begun, next } = held();
  const began = next();
  const slow = call(1);
  const quick = call(2);
  await began;
  begun[0]?.end(2);
  expect(await quick).toBe(4);
  begun[0]?.end(1);
  expect(await slow).toBe(2);
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

test("an owner's calls go one after the other, beside those of others", async () => {
  const { call, begun, calls, next } = held((one) => one % 10);
  let began = next();
  const answers = [call(1), call(11), call(2), call(21)];
  await began;
  expect(calls()).toEqual([[1, 2]]);
  began = next();
  begun[0]?.end(1);
  await began;
  expect(calls()).toEqual([[1, 2], [11]]);
  began = next();
  begun[1]?.end();
  await began;
  expect(calls()).toEqual([[1, 2], [11], [21]]);
  begun[2]?.end();
  begun[0]?.end(2);
  expect(await Promise.all(answers)).toEqual([2, 22, 4, 42]);
});
