import { Middleware } from "inngest";
import { z } from "zod";
import type { Prisma } from "@/prisma/generated/client";
import { db } from "../db";
import { logger } from "../observability/logger";

interface RecordedStep {
  id: string;
  attempt: number;
  milliseconds: number;
  error: string | null;
}

type StepRef = { readonly hashedId: string; readonly options: { readonly id: string } };

/** Where a run was asked for by a person, its row was there before the run: the event names it. */
const requested = z.object({
  runId: z.string().optional(),
  list: z.string().optional(),
  correlationId: z.string().optional(),
});

/** What a function that published returns. */
const outcome = z.object({
  published: z.array(z.object({ list: z.string(), edition: z.int() })),
});

/**
 * Keeps a row of each run in `job_run`, the same on every engine: what ran, its attempts, steps, times,
 * error and the editions it made. One write when a run begins, one at the end of each call.
 */
export class RunRecorder extends Middleware.BaseMiddleware {
  readonly id = "marquee:run-recorder";
  private run = "";
  private steps: RecordedStep[] = [];
  private began = new Map<string, number>();

  override async onRunStart({ ctx, fn }: Middleware.OnRunStartArgs) {
    const { id, correlationId } = named(ctx);
    const functionId = fn.opts.id;
    const started = { status: "running" as const, startedAt: new Date(), attempts: ctx.attempt + 1 };
    await db().jobRun.upsert({
      where: { id },
      create: { id, functionId, correlationId, ...started },
      update: started,
    });
  }

  override onStepStart({ stepInfo }: Middleware.OnStepStartArgs) {
    this.began.set(stepInfo.hashedId, performance.now());
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
    logger.info(
      { ...linesOf(ctx), functionId: fn.opts.id, editions, steps: this.steps },
      "A run ended well.",
    );
    await this.write(ctx, {
      status: "succeeded",
      finishedAt: new Date(),
      error: null,
      ...(made.success ? { editions: made.data.published } : {}),
    });
  }

  override async onRunError({ ctx, fn, error, isFinalAttempt }: Middleware.OnRunErrorArgs) {
    const last = isFinalAttempt ? "for the last time" : "and is tried again";
    logger.warn(
      { ...linesOf(ctx), functionId: fn.opts.id, steps: this.steps, error },
      `A run failed ${last}.`,
    );
    await this.write(ctx, {
      error: error.message,
      ...(isFinalAttempt ? { status: "failed", finishedAt: new Date() } : {}),
    });
  }

  private keep(ctx: { runId: string; attempt: number; event: unknown }, step: StepRef, error: string | null) {
    this.run = named(ctx).id;
    const began = this.began.get(step.hashedId) ?? performance.now();
    const milliseconds = Math.round((performance.now() - began) * 10) / 10;
    this.steps.push({ id: step.options.id, attempt: ctx.attempt + 1, milliseconds, error });
  }

  /** A call that ended with a step's failure, or with a sleep, ends here: what it ran is kept all the same. */
  override async wrapRequest({ next }: Middleware.WrapRequestArgs) {
    const response = await next();
    await this.keepSteps();
    return response;
  }

  private async write(ctx: { runId: string; event: unknown }, data: Prisma.JobRunUpdateInput) {
    this.run = named(ctx).id;
    await this.keepSteps();
    await db().jobRun.updateMany({ where: { id: this.run }, data });
  }

  /** A run's attempts are those of its most tried step: that is how engines count. */
  private async keepSteps() {
    const steps = this.steps.splice(0);
    if (steps.length === 0) return;
    await db().$executeRaw`
      update job_run set steps = steps || ${JSON.stringify(steps)}::jsonb,
        attempts = greatest(attempts, ${Math.max(...steps.map((step) => step.attempt))}::int)
      where id = ${this.run}`;
  }
}

/** What ties a run's lines to the request that began it. */
function linesOf(ctx: { runId: string; attempt: number; event: unknown }) {
  return { runId: ctx.runId, attempt: ctx.attempt + 1, correlationId: named(ctx).correlationId };
}

function named(ctx: { runId: string; event: unknown }): { id: string; correlationId: string | null } {
  const event = z.object({ data: requested }).safeParse(ctx.event);
  const data = event.success ? event.data.data : {};
  return { id: data.runId ?? ctx.runId, correlationId: data.correlationId ?? null };
}
