import { Middleware } from "inngest";
import { z } from "zod";
import type { Prisma } from "@/prisma/generated/client";
import { db } from "../db";
import { logger, withCorrelation } from "../observability/logger";
import { storable, storableText } from "../storable";
import { keepRunLines } from "./run-log";
import { outcome } from "./schema";

keepRunLines();

interface RecordedStep {
  id: string;
  attempt: number;
  milliseconds: number;
  error: string | null;
  at: string;
}

interface RunContext {
  readonly runId: string;
  readonly attempt: number;
  readonly event: unknown;
}

type StepRef = { readonly hashedId: string; readonly options: { readonly id: string } };

/** Where a run was asked for by a person, its row was there before the run: the event names it. */
const requested = z.looseObject({
  runId: z.string().optional(),
  list: z.string().optional(),
  correlationId: z.string().optional(),
});

/**
 * Keeps a row of each run in `job_run`, the same on every engine: what ran, its attempts, steps, times,
 * error and the editions it made. One write when a run begins, one at the end of each call. A write that fails
 * never fails the run: an end that was lost so is made good by `settleLostEnds`, a beginning by the end.
 */
export class RunRecorder extends Middleware.BaseMiddleware {
  readonly id = "marquee:run-recorder";
  private run = "";
  private steps: RecordedStep[] = [];
  private began = new Map<string, { clock: number; at: Date }>();

  override async onRunStart({ ctx, fn }: Middleware.OnRunStartArgs) {
    await this.begin(ctx, fn.opts.id);
  }

  private async begin(ctx: RunContext, functionId: string) {
    const { id, correlationId, eventId, input } = named(ctx);
    const [now, attempts] = [new Date(), ctx.attempt + 1];
    // One that staff has cancelled while it waited stays so, should its first call be under way already; and a
    // late call, which the engine has made again meanwhile, doesn't begin a run anew that has ended.
    await db().$executeRaw`
      insert into job_run as run
        (id, function_id, correlation_id, status, started_at, queued_at, attempts, engine_run_id, event_id, input)
      values (${id}, ${functionId}, ${correlationId}, 'running', ${now}, ${now}, ${attempts}, ${ctx.runId},
        ${eventId}, ${JSON.stringify(input)}::jsonb)
      on conflict (id) do update set status = 'running', started_at = excluded.started_at,
        attempts = excluded.attempts, engine_run_id = excluded.engine_run_id, event_id = excluded.event_id,
        input = excluded.input
      where run.status <> 'cancelled' and not (run.status in ('succeeded', 'failed')
        and run.engine_run_id is not distinct from excluded.engine_run_id)`;
  }

  override onStepStart({ stepInfo }: Middleware.OnStepStartArgs) {
    this.began.set(stepInfo.hashedId, { clock: performance.now(), at: new Date() });
  }

  override onStepComplete({ ctx, stepInfo }: Middleware.OnStepCompleteArgs) {
    this.keep(ctx, stepInfo, null);
  }

  override onStepError({ ctx, stepInfo, error }: Middleware.OnStepErrorArgs) {
    this.keep(ctx, stepInfo, error.message);
  }

  override async onRunComplete({ ctx, fn, output }: Middleware.OnRunCompleteArgs) {
    const made = outcome.safeParse(output);
    const editions = made.success ? made.data.published : [];
    withCorrelation(linesOf(ctx), () =>
      logger.info(
        { attempt: ctx.attempt + 1, functionId: fn.opts.id, editions, steps: this.steps },
        "A run ended well.",
      ),
    );
    await this.write(ctx, fn.opts.id, {
      status: "succeeded",
      finishedAt: new Date(),
      error: null,
      ...(output === undefined || output === null ? {} : { output: storable(output) }),
      ...(made.success ? { editions: made.data.published } : {}),
    });
  }

  override async onRunError({ ctx, fn, error, isFinalAttempt }: Middleware.OnRunErrorArgs) {
    const last = isFinalAttempt ? "for the last time" : "and is tried again";
    withCorrelation(linesOf(ctx), () =>
      logger.warn(
        { attempt: ctx.attempt + 1, functionId: fn.opts.id, steps: this.steps, error },
        `A run failed ${last}.`,
      ),
    );
    await this.write(ctx, fn.opts.id, {
      error: storableText(error.message),
      ...(isFinalAttempt ? { status: "failed", finishedAt: new Date() } : {}),
    });
  }

  private keep(ctx: RunContext, step: StepRef, error: string | null) {
    this.run = named(ctx).id;
    const { clock, at } = this.began.get(step.hashedId) ?? { clock: performance.now(), at: new Date() };
    const milliseconds = Math.round((performance.now() - clock) * 10) / 10;
    const attempt = ctx.attempt + 1;
    this.steps.push({ id: step.options.id, attempt, milliseconds, error, at: at.toISOString() });
  }

  /** A call that ended with a step's failure, or with a sleep, ends here: what it ran is kept all the same. */
  override async wrapRequest({ next }: Middleware.WrapRequestArgs) {
    const response = await next();
    await this.keepSteps().catch((error: unknown) =>
      logger.warn({ error }, "A run's steps couldn't be noted."),
    );
    return response;
  }

  private async write(ctx: RunContext, functionId: string, data: Prisma.JobRunUpdateInput) {
    this.run = named(ctx).id;
    const update = { where: { id: this.run, status: { not: "cancelled" as const } }, data };
    const { count } = await db().jobRun.updateMany(update);
    if (count === 0) {
      await this.begin(ctx, functionId);
      await db().jobRun.updateMany(update);
    }
    await this.keepSteps();
  }

  /** A run's attempts are those of its most tried step: that is how engines count. */
  private async keepSteps() {
    const steps = this.steps.splice(0);
    if (steps.length === 0) return;
    await db().$executeRaw`
      update job_run set steps = steps || ${JSON.stringify(storable(steps))}::jsonb,
        attempts = greatest(attempts, ${Math.max(...steps.map((step) => step.attempt))}::int)
      where id = ${this.run}`;
  }
}

/** What ties a run's lines to the request that began it. */
function linesOf(ctx: { runId: string; event: unknown }) {
  return { runId: ctx.runId, correlationId: named(ctx).correlationId ?? undefined };
}

function named(ctx: { runId: string; event: unknown }) {
  const event = z.object({ id: z.string().optional(), data: requested }).safeParse(ctx.event);
  const { id = null, data = {} } = event.data ?? {};
  return {
    id: data.runId ?? ctx.runId,
    correlationId: data.correlationId ?? null,
    eventId: id,
    input: storable(data),
  };
}
