import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { slotsAround, tick } from "./cron";
import { createTables, openPool } from "./database";
import { readFunction } from "./functions";
import { Bench, ownDatabase, until } from "./harness";

let database: Awaited<ReturnType<typeof ownDatabase>>;
let pool: pg.Pool;
beforeAll(async () => {
  database = await ownDatabase();
  pool = openPool(database.url);
  await createTables(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const minute = (text: string) => Date.parse(`2026-03-01T10:${text}Z`);

test("finds the slots around a moment, in the cron's own time zone", () => {
  const daily = { pattern: "0 9 * * *", zone: "Asia/Kathmandu" };
  expect(slotsAround(daily, Date.parse("2026-03-01T03:15:00Z"))).toEqual({
    last: Date.parse("2026-03-01T03:15:00Z"),
    next: Date.parse("2026-03-02T03:15:00Z"),
  });
});

test("a slot has exactly one run: at any number of ticks, after a restart, and one for a downtime", async () => {
  const fn = readFunction({ id: "c", name: "c", triggers: [{ cron: "*/5 * * * *" }], steps: { step: {} } });
  const functions = new Map([[fn.id, fn]]);
  const runs = async () => {
    const { rows } = await pool.query(
      "SELECT events FROM runs WHERE function_id = 'c' ORDER BY created_at, id",
    );
    return z
      .array(z.object({ events: z.tuple([z.object({ id: z.string() })]) }))
      .parse(rows)
      .map((row) => row.events[0].id);
  };
  expect(await tick(pool, functions, minute("02:00"))).toBe(minute("05:00"));
  expect(await runs()).toEqual([]);
  await Promise.all([1, 2, 3].map(() => tick(pool, functions, minute("05:00"))));
  await tick(pool, functions, minute("07:00"));
  expect(await runs()).toEqual(["2026-03-01T10:05:00Z"]);
  await tick(pool, functions, minute("33:00"));
  await tick(pool, functions, minute("33:01"));
  expect(await runs()).toEqual(["2026-03-01T10:05:00Z", "2026-03-01T10:30:00Z"]);
  // A clock that went back doesn't start a slot again.
  await tick(pool, functions, minute("31:00"));
  expect(await runs()).toHaveLength(2);
});

test("a cron function of the app runs at its slots, each once, over a restart of the engine", async () => {
  const slots: string[] = [];
  const bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "every-second", retries: 0, triggers: [{ cron: "* * * * * *" }] },
      ({ event }) => {
        slots.push(String(event.data.scheduledAt));
      },
    ),
  ]);
  const engine = await bench.start();
  const port = Number(new URL(engine.url).port);
  await until(() => slots.length >= 1);
  await engine.stop();
  const before = slots.length;
  await bench.startEngine({ port });
  await until(() => slots.length >= before + 2);
  await bench.stop();
  expect(new Set(slots).size).toBe(slots.length);
});
