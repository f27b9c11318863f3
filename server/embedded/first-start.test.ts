import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "../db";
import { truncateAll } from "../testing/database";
import { makePerson } from "../testing/factories";
import { seedOnFirstStart } from "./first-start";
import { ownDatabase } from "./inngest/harness";
import { LogFile } from "./log-file";
import { migrate } from "./migrate";

const loaded = vi.hoisted(() => ({ schemaEngine: false }));
// The engine itself, and a note that it was loaded.
vi.mock("./schema-engine", async (importOriginal) => {
  loaded.schemaEngine = true;
  return await importOriginal();
});

describe("Prisma's schema engine", () => {
  let empty: Awaited<ReturnType<typeof ownDatabase>>;
  beforeAll(async () => {
    empty = await ownDatabase();
  });
  afterAll(() => empty.drop());

  test("isn't loaded where all migrations are applied, and is where they aren't", async () => {
    expect(await migrate(process.env.DATABASE_URL ?? "")).toEqual([]);
    expect(loaded.schemaEngine).toBe(false);
    expect(await migrate(empty.url)).not.toEqual([]);
    expect(loaded.schemaEngine).toBe(true);
  });
});

describe("the seed", () => {
  let folder = "";
  let said: string[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "marquee-first-start-"));
    said = [];
    await truncateAll();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const logFile = () => join(folder, "seed.log");
  const stamp = () => readFileSync(join(folder, "seeded"), "utf8").trim();

  /** A start's part of it; interrupted as soon as a seed runs. */
  async function start(): Promise<void> {
    const stopping = new AbortController();
    await seedOnFirstStart({
      folder,
      databaseUrl: process.env.DATABASE_URL ?? "",
      log: new LogFile(logFile(), false),
      say: (line) => {
        said.push(line);
        queueMicrotask(() => stopping.abort());
      },
      signal: stopping.signal,
    });
  }

  async function fill(): Promise<void> {
    await makePerson("admin");
    await db().movie.create({ data: { slug: "m-2000", title: "M", titleKey: "m", year: 2000 } });
  }

  test("isn't run on a database that is filled, be it by this folder's first start or another's", async () => {
    await fill();
    for (const _ of ["another folder's", "this one's"]) {
      await start();
      expect([said, statSync(logFile()).size, stamp()]).toEqual([[], 0, "done"]);
    }
  });

  test("that was interrupted is carried on at the next start", async () => {
    for (const _ of ["first", "second"]) {
      said = [];
      await expect(start()).rejects.toThrow("The seed was interrupted.");
      expect([said, stamp()]).toEqual([["Filling the database with films …"], "begun"]);
    }
  });

  test("isn't run where all films were removed, but is where the database was emptied", async () => {
    await fill();
    await start();
    await db().movie.deleteMany();
    await start();
    expect(said).toEqual([]);
    await truncateAll();
    await expect(start()).rejects.toThrow("interrupted");
  });
});
