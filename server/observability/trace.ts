import {
  type Attributes,
  type Context,
  context,
  type Link,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/**
 * Spans by the OpenTelemetry API, which does nothing until an SDK is there: that one is loaded only where
 * traces have somewhere to go (`otel.ts`).
 */

/** How a span begins. */
interface SpanOptions {
  kind?: "internal" | "server" | "producer" | "consumer";
  attributes?: Attributes;
  /** The W3C traceparent of the span that caused this one, perhaps in another process; else the active one. */
  parent?: string | undefined;
  /** When it began; now where it isn't said. */
  startTime?: Date;
}

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

function contextOf(parent: string | undefined): { from: Context; links: Link[] } {
  const active = context.active();
  if (parent === undefined) return { from: active, links: [] };
  const beside = trace.getSpanContext(active);
  return {
    from: propagation.extract(trace.deleteSpan(active), { traceparent: parent }),
    links: beside ? [{ context: beside }] : [],
  };
}

/** Begins a span that the caller ends; one with a `parent` links the span that it would have had otherwise. */
export function startSpan(name: string, options: SpanOptions = {}): Span {
  const { kind = "internal", attributes = {}, parent, startTime } = options;
  const { from, links } = contextOf(parent);
  const timed = startTime ? { startTime } : {};
  return trace.getTracer("marquee").startSpan(name, { kind: kinds[kind], attributes, links, ...timed }, from);
}

/** Runs `work` in a span of this name; what it throws marks the span as failed and is thrown on. */
export async function inSpan<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  const span = startSpan(name, options);
  try {
    return await context.with(trace.setSpan(context.active(), span), () => work(span));
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** Marks a span as failed. */
export function fail(span: Span, error: unknown): void {
  if (error instanceof Error) span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** A span's (by default the active one's) W3C traceparent, to be carried on; undefined without tracing. */
export function traceparentOf(span: Span | undefined = trace.getActiveSpan()): string | undefined {
  const carrier: Record<string, string> = {};
  if (span) propagation.inject(trace.setSpan(context.active(), span), carrier);
  return carrier.traceparent;
}

/** The caller's traceparent, where no span has taken it up already, as the framework's does. */
export function callerOf(headers: Pick<Headers, "get">): string | undefined {
  return trace.getActiveSpan() ? undefined : (headers.get("traceparent") ?? undefined);
}

/** The ids of the active span, for log lines; empty without tracing. */
export function activeSpan(): { traceId?: string; spanId?: string } {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { traceId: span.traceId, spanId: span.spanId } : {};
}
