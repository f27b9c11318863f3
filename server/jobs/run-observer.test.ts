import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Bench, ownDatabase, until } from "../embedded/inngest/harness";
import { logger } from "../observability/logger";
import { metrics } from "../observability/metrics";
import { startTracing } from "../observability/otel";
import { type OtlpReceiver, type ReceivedSpan, receiveOtlp } from "../testing/otlp-receiver";
import { RunObserver } from "./run-observer";

/** A real SDK on the real engine, with a collector of traces beside it. */

let database: Awaited<ReturnType<typeof ownDatabase>>;
let collector: OtlpReceiver;
let stopTracing = async () => {};
let bench: Bench;

beforeAll(async () => {
  [database, collector] = await Promise.all([ownDatabase(), receiveOtlp()]);
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url);
  vi.stubEnv("OTEL_BSP_SCHEDULE_DELAY", "20");
  stopTracing = startTracing("marquee-test");
  logger.level = "info";
  bench = new Bench(database.url, (client) => [
    client.createFunction(
      { id: "observed", retries: 1, triggers: [{ event: "t/observed" }], middleware: [RunObserver] },
      async ({ step, attempt }) => {
        await step.run("publish-1", () => logger.info("inside a step"));
        await step.run("fails", () => {
          if (attempt === 0) throw new Error("once");
        });
      },
    ),
  ]);
  await bench.start();
});
afterAll(async () => {
  await bench.stop();
  await stopTracing();
  await collector.stop();
  await database.drop();
});

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const CLICK = "b7ad6b7169203331";

test("a run's lines, spans and counts know what caused it", async () => {
  const lines: unknown[] = [];
  vi.spyOn(Reflect.get(logger, pino.symbols.streamSym), "write").mockImplementation((line) =>
    lines.push(JSON.parse(String(line))),
  );
  const data = { correlationId: "request-42", traceparent: `00-${TRACE}-${CLICK}-01` };
  await bench.client.send({ name: "t/observed", data });
  const ended = async () =>
    (await metrics().registry.getSingleMetricAsString("marquee_runs_total")).includes("observed");
  await until(ended);

  expect(lines).toContainEqual(
    expect.objectContaining({
      message: "inside a step",
      "log.level": "info",
      "service.name": "marquee",
      "ecs.version": "8.10.0",
      "@timestamp": expect.stringMatching(/^\d{4}-.*Z$/),
      "http.request.id": "request-42",
      "labels.function_id": "observed",
      "labels.run_id": expect.any(String),
      "labels.step_id": "publish-1",
      "trace.id": TRACE,
      "span.id": expect.stringMatching(/^[0-9a-f]{16}$/),
    }),
  );

  const text = await metrics().registry.metrics();
  expect(text).toContain('marquee_runs_total{function="observed",outcome="succeeded"} 1');
  expect(text).toContain('marquee_attempts_total{function="observed",attempt="2"} 1');
  const steps = (step: string, outcome: string) =>
    `marquee_step_seconds_count{function="observed",step="${step}",outcome="${outcome}"} 1`;
  expect(text).toContain(steps("publish", "succeeded"));
  expect(text).toContain(steps("fails", "failed"));
  expect(text).toContain(steps("fails", "succeeded"));

  await until(() => collector.spans.filter((span) => span.name === "step fails").length === 2);
  await until(() => stepsOf(collector.spans).every(([, run]) => run === "run observed"));
  expect(stepsOf(collector.spans)).toEqual([
    ["step publish-1", "run observed", CLICK, 0],
    ["step fails", "run observed", CLICK, 2],
    ["step fails", "run observed", CLICK, 0],
  ]);
  expect(new Set(collector.spans.map((span) => span.traceId))).toEqual(new Set([TRACE]));
  expect([...collector.services]).toEqual(["marquee-test"]);
});

/** The steps' spans: name, the call each belongs to and what that follows from, and how it ended. */
function stepsOf(spans: readonly ReceivedSpan[]) {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  return spans
    .filter((span) => span.name.startsWith("step "))
    .map((step) => {
      // Between the two stands the SDK's own span.
      const run = byId.get(byId.get(step.parentSpanId ?? "")?.parentSpanId ?? "");
      return [step.name, run?.name, run?.parentSpanId, step.status?.code];
    });
}
