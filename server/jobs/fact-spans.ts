import { fail, startSpan, traceparentOf } from "../observability/trace";

/** A fact as it goes from the outbox to the job engine. */
export interface SentFact {
  id: string;
  name: string;
  data: { correlationId?: string; traceparent?: string; userId?: number };
  createdAt: Date;
}

/**
 * Gives each traced fact a span for its time in the outbox, and has it carry that span on, so that the run
 * it causes follows in the same trace. `send` gets the facts as they go out.
 */
export async function withFactSpans<Result>(
  facts: readonly SentFact[],
  send: (facts: SentFact[]) => Promise<Result>,
): Promise<Result> {
  const traced = facts.map((fact) => {
    const { traceparent: parent } = fact.data;
    if (parent === undefined) return { fact };
    const attributes = { "marquee.fact": fact.id };
    const span = startSpan(`outbox ${fact.name}`, {
      kind: "producer",
      parent,
      startTime: fact.createdAt,
      attributes,
    });
    const traceparent = traceparentOf(span) ?? parent;
    return { fact: { ...fact, data: { ...fact.data, traceparent } }, span };
  });
  try {
    return await send(traced.map(({ fact }) => fact));
  } catch (error) {
    for (const { span } of traced) if (span) fail(span, error);
    throw error;
  } finally {
    for (const { span } of traced) span?.end();
  }
}
