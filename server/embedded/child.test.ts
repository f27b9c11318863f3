import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runTask } from "./child";
import { LogFile } from "./log-file";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "marquee-child-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a task isn't begun once the start is to end", async () => {
  const log = new LogFile(join(folder, "task.log"), false);
  const program = { args: ["-e", "console.log('it ran')"], env: {}, log };
  await runTask("The task", program);
  expect(log.lastLines(2)).toEqual(["it ran"]);
  await expect(runTask("The other task", program, AbortSignal.abort())).rejects.toThrow(
    "The other task was interrupted.",
  );
  expect(log.lastLines(2)).toEqual(["it ran"]);
});

test("a log whose folder is gone loses lines, and keeps nobody from working", () => {
  const log = new LogFile(join(folder, "logs", "site.log"), false);
  rmSync(join(folder, "logs"), { recursive: true });
  const megabyte = `${"a".repeat(1024 * 1024 - 1)}\n`;
  for (let times = 0; times < 12; times++) log.write(megabyte);
  log.write("the last words\n");
  expect(log.lastLines(1)).toEqual(["the last words"]);
});
