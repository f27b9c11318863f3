import { beforeEach, expect, test, vi } from "vitest";
import { db } from "../db";
import { recordEvent } from "../events";
import { truncateAll } from "../testing/database";

const TOKEN = "a-token-of-the-metrics";

beforeEach(truncateAll);

/** Settings are read once: each test reads its own. */
async function scraped(settings: Record<string, string>, authorization?: string): Promise<Response> {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  vi.resetModules();
  const { scrape } = await import("./metrics");
  const headers = authorization === undefined ? {} : { authorization };
  return await scrape(new Request("http://localhost/api/metrics", { headers }));
}

test("there are no metrics without a token for them, and none for another token", async () => {
  expect((await scraped({})).status).toBe(404);
  expect((await scraped({}, "Bearer ")).status).toBe(404);
  const settings = { MARQUEE_METRICS_TOKEN: TOKEN };
  for (const authorization of [undefined, "", TOKEN, `Bearer ${TOKEN}x`, "Bearer "]) {
    const response = await scraped(settings, authorization);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain("marquee_");
  }
});

test("what waits is told, and what doesn't answer is told as down", async () => {
  await db().$transaction((tx) => recordEvent(tx, "rating/changed", { movieId: 1, userId: 1 }));
  await db().outbox.updateMany({ data: { createdAt: new Date(Date.now() - 3_600_000) } });
  await db().deadLetter.create({ data: { runId: "r", functionId: "f", event: {}, error: {} } });
  await db().heartbeat.create({ data: { name: "sweep", beatAt: new Date(Date.now() - 240_000) } });
  const response = await scraped(
    {
      MARQUEE_METRICS_TOKEN: TOKEN,
      MARQUEE_ENGINE: "embedded",
      // Nothing listens there: the port is the discard service's.
      INNGEST_BASE_URL: "http://127.0.0.1:9",
      LOG_LEVEL: "silent",
    },
    `Bearer ${TOKEN}`,
  );
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  expect(value("marquee_outbox_waiting")).toBe(1);
  expect(value("marquee_outbox_oldest_seconds")).toBeCloseTo(3_600, -2);
  expect(value("marquee_dead_letters_open")).toBe(1);
  expect(value("marquee_heartbeat_age_seconds")).toBeCloseTo(240, -2);
  expect(value('marquee_up{component="database"}')).toBe(1);
  expect(value('marquee_up{component="engine"}')).toBe(0);
  expect(value('marquee_database_pool_connections{state="most"}')).toBe(10);
  expect(value("process_resident_memory_bytes")).toBeGreaterThan(0);
});
