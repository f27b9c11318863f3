import { expect, test } from "vitest";
import { restAfter } from "./refresh-rankings";

test("few votes never wait for the next edition, nor does what an import has left", () => {
  for (const took of [0, 80, 5_000]) {
    expect(restAfter({ more: false, waiting: 0 }, took)).toBe(0);
    expect(restAfter({ more: false, waiting: 19 }, took)).toBe(0);
    expect(restAfter({ more: true, waiting: 10_000 }, took)).toBe(0);
  }
});

test("under a flood publishing takes no more than a quarter of the time, and a vote waits a second longer at most", () => {
  expect(restAfter({ more: false, waiting: 20 }, 80)).toBe(240);
  expect(restAfter({ more: false, waiting: 10_000 }, 333)).toBe(999);
  expect(restAfter({ more: false, waiting: 10_000 }, 5_000)).toBe(1_000);
});
