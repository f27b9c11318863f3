import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { z } from "zod";
import { type OtlpReceiver, type ReceivedSpan, receiveOtlp } from "../../server/testing/otlp-receiver";
import { site } from "../site";
import { bearer } from "./tokens";

async function firstFilm(request: APIRequestContext): Promise<number> {
  const { data } = await (await request.get("/api/v1/movies?pageSize=1")).json();
  return z.array(z.object({ id: z.int() })).parse(data)[0]?.id ?? 0;
}

let collector: OtlpReceiver | undefined;
test.afterEach(async () => {
  await collector?.stop();
  collector = undefined;
});

test("metrics count what the site has done, for those with their token", async ({ request }) => {
  expect((await request.get("/api/metrics")).status()).toBe(401);
  const headers = { authorization: `Bearer ${site().metricsToken}` };
  const film = await firstFilm(request);
  await request.put(`/api/v1/movies/${film}/rating`, { headers: await bearer(), data: { value: 7 } });
  await request.get("/lists");
  await request.get("/lists");
  const scraped = async () => (await request.get("/api/metrics", { headers })).text();
  await expect
    .poll(scraped)
    .toMatch(/marquee_runs_total\{function="refresh-rankings",outcome="succeeded"\} [1-9]/);
  const text = await scraped();
  for (const line of [
    /marquee_http_request_seconds_count\{route="\/api\/v1\/movies\/\[idOrSlug\]\/rating",method="PUT",status="200"\} [1-9]/,
    /marquee_http_request_seconds_count\{route="\/lists",method="GET",status="200"\} [1-9]/,
    /marquee_step_seconds_count\{function="refresh-rankings",step="publish",outcome="succeeded"\} [1-9]/,
    /marquee_attempts_total\{function="refresh-rankings",attempt="1"\} [1-9]/,
    /marquee_page_cache_total\{result="hit"\} [1-9]/,
    /marquee_up\{component="database"\} 1/,
    /marquee_up\{component="engine"\} 1/,
    /marquee_queue_depth\{state="running"\} \d/,
    /marquee_database_pool_connections\{state="total"\} [1-9]/,
  ])
    expect(text).toMatch(line);
});

/** The names of a trace's spans from the one given up to its root. */
function wayUp(spans: readonly ReceivedSpan[], from: ReceivedSpan): string[] {
  const names: string[] = [];
  let at: ReceivedSpan | undefined = from;
  while (at) {
    names.push(at.name);
    const parent: string | undefined = at.parentSpanId;
    at = spans.find((span) => span.spanId === parent);
  }
  return names;
}

test("one trace leads from a vote to the edition it made, and the log tells the same", async ({
  request,
}) => {
  collector = await receiveOtlp(site().otlpPort);
  const { spans } = collector;
  const film = await firstFilm(request);
  const voter = await bearer();
  let value = 1;
  let requestId = "";
  // A vote whose run another vote had woken already ends its trace in the outbox: the next one tries again.
  const publishOfOwn = async (): Promise<ReceivedSpan | undefined> => {
    const traceId = randomBytes(16).toString("hex");
    value = value === 10 ? 1 : 10;
    requestId = `trace-${traceId}`;
    const headers = {
      ...voter,
      traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-01`,
      "x-request-id": requestId,
    };
    await request.put(`/api/v1/movies/${film}/rating`, { headers, data: { value } });
    const ended = (name: string) => spans.find((span) => span.traceId === traceId && span.name === name);
    await expect.poll(() => ended("outbox rating/changed")?.name).toBeDefined();
    await expect
      .poll(() => ended("publish")?.name, { timeout: 3_000 })
      .toBeDefined()
      .catch(() => {});
    return ended("publish");
  };
  let publish: ReceivedSpan | undefined;
  await expect(async () => {
    publish = await publishOfOwn();
    expect(publish).toBeDefined();
  }).toPass();
  if (!publish) throw new Error("no publish");

  const editions = publish.attributes.find(({ key }) => key === "marquee.editions");
  expect(editions?.value.arrayValue?.values.map((one) => one.stringValue)).toContainEqual(
    expect.stringMatching(/^[a-z0-9-]+\/\d+$/),
  );
  await expect
    .poll(() => wayUp(spans, publish ?? { traceId: "", spanId: "", name: "", attributes: [] }))
    .toEqual([
      "publish",
      expect.stringMatching(/^step publish-\d+$/),
      "inngest.execution",
      "run refresh-rankings",
      "outbox rating/changed",
      expect.stringMatching(/^rest PUT$/),
    ]);

  const lines = () =>
    readFileSync(join(site().dataFolder, "logs", "site.log"), "utf8")
      .split("\n")
      .filter((line) => line.includes(requestId) && line.startsWith("{"))
      .map((line) => z.looseObject({ message: z.string() }).parse(JSON.parse(line)));
  const common = {
    "http.request.id": requestId,
    "service.name": "marquee",
    "@timestamp": expect.any(String),
  };
  await expect.poll(lines).toContainEqual(
    expect.objectContaining({
      ...common,
      message: "request",
      "http.request.method": "PUT",
      "url.path": `/api/v1/movies/${film}/rating`,
      "http.response.status_code": 200,
      "event.duration": expect.any(Number),
      "trace.id": publish.traceId,
    }),
  );
  await expect.poll(lines).toContainEqual(
    expect.objectContaining({
      ...common,
      message: "A run ended well.",
      "labels.function_id": "refresh-rankings",
      "labels.run_id": expect.any(String),
      "trace.id": publish.traceId,
    }),
  );
});
