import { expect, test, vi } from "vitest";
import { z } from "zod";
import { ready } from "./health";

const answer = z.object({
  status: z.string(),
  checks: z.object({ engine: z.object({ ok: z.boolean(), detail: z.string().optional() }) }),
  heartbeat: z.object({ beatAt: z.null(), stale: z.boolean() }),
});

const busy = { queued: 0, running: 0, oldestReadyAgeMs: 0 };

async function ask(engine: unknown) {
  vi.stubEnv("MARQUEE_ENGINE", "embedded");
  vi.stubEnv("INNGEST_BASE_URL", "http://127.0.0.1:8288");
  vi.spyOn(globalThis, "fetch").mockResolvedValue(Response.json(engine));
  const response = await ready();
  return { ...answer.parse(await response.json()), httpStatus: response.status };
}

test("is ready with an engine that has the site's functions", async () => {
  const { checks, heartbeat } = await ask({ ...busy, ready: true, app: "here" });
  expect(checks.engine).toEqual({ ok: true });
  expect(heartbeat.stale).toBe(false);
});

test("isn't with one that answers and runs nothing, or that isn't ours", async () => {
  expect(await ask({ ...busy, ready: false, app: "away" })).toMatchObject({
    httpStatus: 503,
    status: "unready",
    checks: { engine: { ok: false, detail: "It doesn't run jobs; the site is away." } },
  });
  expect((await ask({ hello: "world" })).checks.engine.ok).toBe(false);
});

test("a heartbeat that was never written is stale after three minutes", async () => {
  vi.spyOn(process, "uptime").mockReturnValue(181);
  expect((await ask({ ...busy, ready: true, app: "here" })).heartbeat.stale).toBe(true);
});
