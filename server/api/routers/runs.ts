import { z } from "zod";
import { canSeeRuns } from "../../auth/policy";
import { requestRun } from "../../jobs/commands";
import { findRun, findRuns } from "../../jobs/queries";
import { schedules } from "../../jobs/schedules";
import { adminProcedure, requires, router } from "../trpc";

const PAGE_SIZE = 50;

const staffProcedure = requires(canSeeRuns, "editors and admins");

export const runs = router({
  /** What ran, the newest first, and what can be started. */
  list: staffProcedure
    .input(z.strictObject({ page: z.int().min(1).max(1_000_000).default(1) }))
    .query(async ({ input: { page } }) => {
      const { rows, total } = await findRuns(page, PAGE_SIZE);
      const functions = schedules.map(({ id, name, schedule }) => ({ id, name, schedule }));
      return { rows, page, pages: Math.max(1, Math.ceil(total / PAGE_SIZE)), total, functions };
    }),

  /** One run; null where there is none. */
  get: staffProcedure
    .input(z.strictObject({ runId: z.string().max(100) }))
    .query(async ({ input }) => await findRun(input.runId)),

  /** Starts a scheduled function now. */
  runNow: adminProcedure
    .input(z.strictObject({ functionId: z.string().max(100) }))
    .mutation(async ({ ctx, input }) => {
      const run = await requestRun({ ...input, userId: ctx.viewer.id, correlationId: ctx.requestId });
      ctx.afterWrite([]);
      return run;
    }),
});
