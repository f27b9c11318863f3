import { expect, test } from "vitest";
import { seedReport } from "./seed-report";

test.each([
  [
    ["Put right:", "  A: b", "Skipped:", "  (no title): it has no title", "3 films added."],
    ["Skipped:", "  (no title): it has no title", "3 films added."],
  ],
  [["Reading …", "3 films added."], ["3 films added."]],
  [[], []],
])("of %j people are told %j", (lines, told) => {
  expect(seedReport(lines)).toEqual(told);
});
