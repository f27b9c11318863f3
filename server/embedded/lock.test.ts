import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder } from "./lock";
import { Refusal } from "./refusal";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "marquee-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a second one is refused while the first has it, and gets it afterwards", () => {
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(Refusal);
  expect(() => lockFolder(folder)).toThrow(`process ${process.pid}`);
  unlock();
  lockFolder(folder)();
  expect(existsSync(join(folder, "lock.json"))).toBe(false);
});

test.each([
  ["whose process is gone", JSON.stringify({ pid: 4_194_303, started: "long ago" })],
  ["whose process number passed on to another", JSON.stringify({ pid: process.pid, started: "long ago" })],
  ["that is damaged", "{"],
])("a lock %s is taken over", (_, text) => {
  writeFileSync(join(folder, "lock.json"), text);
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(Refusal);
  unlock();
});
