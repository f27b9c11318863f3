import { expect, test } from "vitest";
import { toReason } from "./reasons";

const titles = new Map([[7, { id: 7, slug: "solaris-1972", title: "Solaris" }]]);

test.each([
  [{ kind: "genre", name: "Western" }, "This is a western too."],
  [{ kind: "genre", name: "Animation", movieId: 7 }, "You liked Solaris, and this is an animation film too."],
  [{ kind: "genre", name: "IMAX" }, "This is an IMAX film too."],
  [{ kind: "director", name: "Ann Other" }, "Directed by Ann Other too."],
  [{ kind: "plot", movieId: 7 }, "Its story is about what Solaris is about."],
  [{ kind: "liked", movieId: 8 }, "Because of what you liked."],
] as const)("%j reads: %s", (stored, text) => {
  expect(toReason(stored, titles).text).toBe(text);
});
