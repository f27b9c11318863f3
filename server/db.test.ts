import { afterEach, expect, test, vi } from "vitest";
import { makePool } from "./db";
import { env } from "./env";

const MINUTE = 60_000;

afterEach(() => {
  vi.useRealTimers();
});

test("a crowd's connections outlive four quiet minutes, and are given back after that", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const pool = makePool(env().DATABASE_URL);
  const ask = () => Promise.all(Array.from({ length: 4 }, () => pool.query("select 1")));
  try {
    await ask();
    vi.advanceTimersByTime(4 * MINUTE);
    expect(pool.idleCount).toBe(4);
    vi.advanceTimersByTime(2 * MINUTE);
    expect(pool.totalCount).toBe(0);
    await ask();
  } finally {
    await pool.end();
  }
});

test("a pool never holds more connections than it may: further callers wait their turn", async () => {
  const most = env().DATABASE_POOL;
  const pool = makePool(env().DATABASE_URL);
  try {
    const asked = Array.from({ length: 3 * most }, () =>
      pool.query<{ id: number }>("select pg_backend_pid() as id"),
    );
    expect(pool.waitingCount).toBe(3 * most - most);
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ rows: [row] }) => row?.id)).size).toBeLessThanOrEqual(most);
    expect(pool.totalCount).toBeLessThanOrEqual(most);
  } finally {
    await pool.end();
  }
});
