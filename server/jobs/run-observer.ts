import { Middleware } from "inngest";
import { z } from "zod";
import { withCorrelation } from "../observability/logger";
import { metrics, stepKind } from "../observability/metrics";
import { inSpan } from "../observability/trace";

const carried = z.object({
  correlationId: z.string().optional(),
  traceparent: z.string().optional(),
});

/** What an event carries along from the request that caused it; a failure's event has its cause's inside. */
const caused = z.object({
  data: carried.extend({ event: z.object({ data: carried }).optional().catch(undefined) }),
});

const calledWith = z.object({ event: caused });

function causeOf(event: z.infer<typeof caused> | undefined): z.infer<typeof carried> {
  const { event: failed, ...own } = event?.data ?? {};
  return { ...failed?.data, ...own };
}

/**
 * Ties what a run does to the request that caused it (in each log line, and in one trace across outbox and
 * engine) and counts runs and steps.
 */
export class RunObserver extends Middleware.BaseMiddleware {
  readonly id = "marquee:run-observer";

  override async wrapRequest({ fn, runId, requestInfo, next }: Middleware.WrapRequestArgs) {
    if (fn === null) return await next();
    const called = calledWith.safeParse(await requestInfo.body());
    const { correlationId, traceparent } = causeOf(called.data?.event);
    const functionId = fn.opts.id;
    const attributes = { "marquee.function": functionId, "marquee.run": runId };
    // Around the whole call: steps aren't run within what goes around the function's own handler.
    return await inSpan(`run ${functionId}`, { kind: "consumer", attributes, parent: traceparent }, () =>
      withCorrelation({ correlationId, functionId, runId }, next),
    );
  }

  override async wrapStepHandler({ ctx, fn, stepInfo, next }: Middleware.WrapStepHandlerArgs) {
    const { id } = stepInfo.options;
    const began = performance.now();
    metrics().attempts.inc({ function: fn.opts.id, attempt: ctx.attempt + 1 });
    const count = (outcome: "succeeded" | "failed") =>
      metrics().steps.observe(
        { function: fn.opts.id, step: stepKind(id), outcome },
        (performance.now() - began) / 1_000,
      );
    const attributes = { "marquee.run": ctx.runId, "marquee.attempt": ctx.attempt + 1 };
    try {
      const result = await inSpan(
        `step ${id}`,
        { attributes },
        async () => await withCorrelation({ stepId: id }, next),
      );
      count("succeeded");
      return result;
    } catch (error) {
      count("failed");
      throw error;
    }
  }

  override onRunComplete({ fn }: Middleware.OnRunCompleteArgs) {
    metrics().runs.inc({ function: fn.opts.id, outcome: "succeeded" });
  }

  override onRunError({ fn, isFinalAttempt }: Middleware.OnRunErrorArgs) {
    if (isFinalAttempt) metrics().runs.inc({ function: fn.opts.id, outcome: "failed" });
  }
}
