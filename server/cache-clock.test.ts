import { expect, test } from "vitest";
import { CacheClock } from "./cache-clock";

test("what was begun before a change, or at the same moment, may be old; what was begun after is not", () => {
  const clock = new CacheClock();
  const before = clock.now();
  clock.mark(["list:a"]);
  expect(clock.changed(["list:a"], before)).toBe(true);
  expect(clock.changed(["list:b", "list:a"], before)).toBe(true);
  expect(clock.changed(["list:b"], before)).toBe(false);
  let after = clock.now();
  while (after === before) after = clock.now();
  expect(clock.changed(["list:a"], after + 1)).toBe(false);
});

test("after too many tags, and when told so, everything counts as changed", () => {
  const clock = new CacheClock();
  const before = clock.now();
  for (let part = 0; part < 21; part++)
    clock.mark(Array.from({ length: 10_000 }, (_, at) => `movie:${part * 10_000 + at}`));
  expect(clock.changed(["list:never-marked"], before)).toBe(true);
  const between = clock.now() + 1;
  expect(clock.changed(["list:never-marked"], between)).toBe(false);
});
