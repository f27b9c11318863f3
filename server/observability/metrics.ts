import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/**
 * What the process counts, by Prometheus' names and units. Values of labels are bounded: route patterns and
 * not addresses, step names without their numbers.
 */
function makeMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  return {
    registry,
    runs: new Counter({
      name: "marquee_runs_total",
      help: "Runs that ended, by function and outcome (succeeded, failed for good)",
      labelNames: ["function", "outcome"] as const,
      registers,
    }),
    attempts: new Counter({
      name: "marquee_attempts_total",
      help: "Attempts of steps, by function and the how-manieth it was: 1 is none too many",
      labelNames: ["function", "attempt"] as const,
      registers,
    }),
    steps: new Histogram({
      name: "marquee_step_seconds",
      help: "Seconds that steps' attempts took, by function, step and outcome (succeeded, failed)",
      labelNames: ["function", "step", "outcome"] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
      registers,
    }),
    requests: new Histogram({
      name: "marquee_http_request_seconds",
      help: "Seconds that requests took, by route pattern, method and status",
      labelNames: ["route", "method", "status"] as const,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    pages: new Counter({
      name: "marquee_page_cache_total",
      help: "Answers of cacheable pages, by what the page cache said (hit, miss, stale)",
      labelNames: ["result"] as const,
      registers,
    }),
    up: new Gauge({
      name: "marquee_up",
      help: "1 where the database and the embedded job engine answer",
      labelNames: ["component"] as const,
      registers,
    }),
    pool: new Gauge({
      name: "marquee_database_pool_connections",
      help: "Connections of the pool, those idle of them, most allowed, and callers waiting for one",
      labelNames: ["state"] as const,
      registers,
    }),
    queue: new Gauge({
      name: "marquee_queue_depth",
      help: "Calls in the embedded engine's queue that are due (ready) or under way (running)",
      labelNames: ["state"] as const,
      registers,
    }),
    queueAge: gauge("marquee_queue_oldest_seconds", "Seconds that the oldest due call has waited"),
    outbox: gauge("marquee_outbox_waiting", "Facts that have not reached the job engine"),
    outboxAge: gauge("marquee_outbox_oldest_seconds", "Seconds that the oldest such fact has waited"),
    dirty: gauge("marquee_dirty_films", "Films whose change is not in an edition yet"),
    deadLetters: gauge("marquee_dead_letters_open", "Runs that failed for good and wait for a person"),
    heartbeatAge: gauge("marquee_heartbeat_age_seconds", "Seconds since the sweep of each minute ran"),
  };
}

declare global {
  var marqueeMetrics: ReturnType<typeof makeMetrics> | undefined;
}

/** The process's one set of metrics; the server's bundles share it. */
export function metrics(): ReturnType<typeof makeMetrics> {
  globalThis.marqueeMetrics ??= makeMetrics();
  return globalThis.marqueeMetrics;
}

/** A step's name without what makes it one of many: "publish-2" is "publish". */
export function stepKind(id: string): string {
  return id.replace(/[-:/]?\d+.*$/, "") || "step";
}
