import { beforeEach, expect, test, vi } from "vitest";
import { db } from "../db";
import { truncateAll } from "../testing/database";
import { changes } from "./run-events";

beforeEach(truncateAll);

const may = async () => true;

/** Reads a stream's text until it has what is looked for, or has ended. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, wanted: RegExp): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  while (!wanted.test(text)) {
    const { value, done } = await reader.read();
    if (done) return `${text}[end]`;
    text += decoder.decode(value);
  }
  return text;
}

async function makeRun(id: string): Promise<void> {
  await db().jobRun.create({ data: { id, functionId: "sweep", status: "running" } });
}

test("tells of each change of its run, whoever wrote it, and of no other's", async () => {
  await makeRun("a");
  await makeRun("b");
  const leaves = new AbortController();
  const reader = changes(leaves.signal, "a", null, may).getReader();
  const first = await readUntil(reader, /id: .+\ndata/);
  expect(first).toMatch(/^retry: \d+\n\nevent: changed\n/);

  await db().jobRun.update({ where: { id: "b" }, data: { attempts: 2 } });
  await db().jobRun.update({ where: { id: "a" }, data: { status: "succeeded" } });
  const second = await readUntil(reader, /\n\n/);
  expect(second).toMatch(/^event: changed\nid: /);
  leaves.abort();
  expect(await readUntil(reader, /never/)).toBe("[end]");
});

test("a browser that comes back is told only what it hasn't seen", async () => {
  await makeRun("a");
  const first = changes(new AbortController().signal, "a", null, may).getReader();
  const [, id = ""] = /id: (.+)/.exec(await readUntil(first, /id: .+\n/)) ?? [];
  await first.cancel();

  const leaves = new AbortController();
  const second = changes(leaves.signal, "a", id, may).getReader();
  expect(await readUntil(second, /retry/)).not.toContain("changed");
  await db().jobRun.update({ where: { id: "a" }, data: { attempts: 2 } });
  expect(await readUntil(second, /changed/)).not.toContain(id);
  leaves.abort();
});

test("shows that it lives, and ends when the role is taken away", async () => {
  await makeRun("a");
  let allowed = true;
  const began = Date.now();
  const reader = changes(new AbortController().signal, "a", null, async () => allowed).getReader();
  await readUntil(reader, /changed/);
  vi.spyOn(Date, "now").mockReturnValue(began + 16_000);
  expect(await readUntil(reader, /: beat/)).toContain(": beat\n\n");
  allowed = false;
  vi.spyOn(Date, "now").mockReturnValue(began + 32_000);
  expect(await readUntil(reader, /never/)).toBe("[end]");
});

test("ends after ten minutes, for the browser to open the next", async () => {
  await makeRun("a");
  const began = Date.now();
  const reader = changes(new AbortController().signal, "a", null, may).getReader();
  await readUntil(reader, /changed/);
  vi.spyOn(Date, "now").mockReturnValue(began + 601_000);
  expect(await readUntil(reader, /never/)).toMatch(/\[end\]$/);
});
