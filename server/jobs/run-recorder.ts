import { Middleware } from "inngest";
import { z } from "zod";
import type { Prisma } from "@/prisma/generated/client";
import { db } from "../db";
import { withCorrelation } from "../observability/logger";

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

  override wrapFunctionHandler({ ctx, next }: Middleware.WrapFunctionHandlerArgs) {
    return withCorrelation({ correlationId: named(ctx).correlationId ?? undefined, runId: ctx.runId }, next);
  }

  override onStepStart({ stepInfo }: Middleware.OnStepStartArgs) {
    this.began.set(stepInfo.hashedId, performance.now());
  }

  override onStepComplete({ ctx, stepInfo }: Middleware.OnStepCompleteArgs) {
    this.keep(ctx.attempt, stepInfo, null);
  }

  override onStepError({ ctx, stepInfo, error }: Middleware.OnStepErrorArgs) {
    this.keep(ctx.attempt, stepInfo, error.message);
  }

  override async onRunComplete({ ctx, output }: Middleware.OnRunCompleteArgs) {
    const made = outcome.safeParse(output);
    await this.write(ctx, {
      status: "succeeded",
      finishedAt: new Date(),
      error: null,
      ...(made.success ? { editions: made.data.published } : {}),
    });
  }

  override async onRunError({ ctx, error, isFinalAttempt }: Middleware.OnRunErrorArgs) {
    await this.write(ctx, {
      error: error.message,
      ...(isFinalAttempt ? { status: "failed", finishedAt: new Date() } : {}),
    });
  }

  private keep(attempt: number, step: StepRef, error: string | null) {
    const began = this.began.get(step.hashedId) ?? performance.now();
    const milliseconds = Math.round((performance.now() - began) * 10) / 10;
    this.steps.push({ id: step.options.id, attempt: attempt + 1, milliseconds, error });
  }

  private async write(
    ctx: { runId: string; attempt: number; event: unknown },
    data: Prisma.JobRunUpdateInput,
  ) {
    const { id } = named(ctx);
    const steps = JSON.stringify(this.steps.splice(0));
    await db().$executeRaw`update job_run set steps = steps || ${steps}::jsonb where id = ${id}`;
    await db().jobRun.updateMany({ where: { id }, data: { ...data, attempts: ctx.attempt + 1 } });
  }
}

function named(ctx: { runId: string; event: unknown }): { id: string; correlationId: string | null } {
  const event = z.object({ data: requested }).safeParse(ctx.event);
  const data = event.success ? event.data.data : {};
  return { id: data.runId ?? ctx.runId, correlationId: data.correlationId ?? null };
}
