import http from "node:http";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { db } from "../db";
import { freePort, portOf } from "../embedded/inngest/harness";
import { logger } from "../observability/logger";
import { ready } from "./health";

const answer = z.object({
  status: z.string(),
  checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().optional() })),
  heartbeat: z.object({
    beatAt: z.string().nullable(),
    ageSeconds: z.number().nullable(),
    stale: z.boolean(),
  }),
});

const good = { ready: true, app: "here", queued: 0, running: 0, oldestReadyAgeMs: 0 };

/** An engine's `GET /health`. */
let says: unknown = good;
const engine = http.createServer((_, response) => {
  response.setHeader("content-type", "application/json");
  response.setHeader("connection", "close"); // The next one that listens isn't asked on this one's connection.
  response.end(JSON.stringify(says));
});
let port = 0;

const listen = () => new Promise<void>((resolve) => engine.listen(port, "127.0.0.1", resolve));

async function gone(): Promise<void> {
  if (!engine.listening) return;
  engine.closeAllConnections();
  await new Promise((resolve) => engine.close(resolve));
}

beforeAll(async () => {
  logger.level = "silent";
  port = await freePort();
  Object.assign(process.env, {
    MARQUEE_ENGINE: "embedded",
    INNGEST_BASE_URL: `http://127.0.0.1:${port}`,
  });
});

beforeEach(async () => {
  says = good;
  await db().heartbeat.deleteMany();
  await listen();
});

afterEach(gone);

async function ask() {
  const response = await ready();
  return { ...answer.parse(await response.json()), httpStatus: response.status };
}

describe("the engine", () => {
  test("that has the site's functions makes it ready", async () => {
    expect(portOf(engine)).toBe(port);
    expect(await ask()).toMatchObject({ httpStatus: 200, status: "ready", checks: { engine: { ok: true } } });
  });

  test("that answers and runs nothing, or isn't ours, doesn't", async () => {
    says = { ...good, ready: false, app: "away" };
    expect(await ask()).toMatchObject({
      httpStatus: 503,
      status: "unready",
      checks: { engine: { ok: false, detail: "It doesn't run jobs; the site is away." } },
    });
    says = { hello: "world" };
    expect((await ask()).checks.engine?.ok).toBe(false);
  });

  test("that goes away after it was there makes it unready, until it comes back", async () => {
    expect((await ask()).status).toBe("ready");
    await gone();
    expect(await ask()).toMatchObject({
      httpStatus: 503,
      checks: { engine: { ok: false, detail: "It did not answer." } },
    });
    await listen();
    expect((await ask()).status).toBe("ready");
  });
});

describe("the heartbeat", () => {
  const beatAgo = (seconds: number) =>
    db().heartbeat.create({ data: { name: "sweep", beatAt: new Date(Date.now() - seconds * 1_000) } });

  test("is shown with its age", async () => {
    await beatAgo(100);
    const { heartbeat, status } = await ask();
    expect(status).toBe("ready");
    expect(heartbeat.ageSeconds).toBeGreaterThanOrEqual(100);
    expect(heartbeat.ageSeconds).toBeLessThan(110);
  });

  test("older than three minutes makes the site unready", async () => {
    await beatAgo(181);
    expect(await ask()).toMatchObject({
      httpStatus: 503,
      checks: {
        heartbeat: { ok: false, detail: expect.stringMatching(/^The last one was 18\d seconds ago/) },
      },
      heartbeat: { stale: true },
    });
  });

  test("that was never written is stale after three minutes, and no reason to be unready", async () => {
    vi.spyOn(process, "uptime").mockReturnValue(179);
    expect((await ask()).heartbeat).toEqual({ beatAt: null, ageSeconds: null, stale: false });
    vi.spyOn(process, "uptime").mockReturnValue(181);
    expect(await ask()).toMatchObject({ httpStatus: 200, heartbeat: { stale: true } });
  });
});
