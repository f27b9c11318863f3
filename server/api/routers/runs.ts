import { z } from "zod";
import { canSeeRuns } from "../../auth/policy";
import { AppError } from "../../errors";
import { requestCancel, requestRun } from "../../jobs/commands";
import { findSchedules } from "../../jobs/runs/lateness";
import { findRunDetail, findRunPage } from "../../jobs/runs/queries";
import { functionNames } from "../../jobs/schedules";
import { runFilter } from "../../jobs/schema";
import { actorOf, adminProcedure, requires, router } from "../trpc";

const PAGE_SIZE = 50;

const staffProcedure = requires(canSeeRuns, "editors and admins");
const byId = z.strictObject({ runId: z.string().max(100) });

export const runs = router({
  /** What ran, the newest first, and what can be started. */
  list: staffProcedure.input(runFilter).query(async ({ input }) => {
    const [{ rows, total }, schedules] = await Promise.all([findRunPage(input, PAGE_SIZE), findSchedules()]);
    const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
    return { rows, filter: input, pages, total, schedules, names: functionNames };
  }),

  /** One run. */
  get: staffProcedure.input(byId).query(async ({ input }) => {
    const run = await findRunDetail(input.runId);
    if (!run)
      throw new AppError("not-found", { userMessage: "There is no such run; it may have been removed." });
    return { ...run, name: functionNames[run.functionId] ?? run.functionId };
  }),

  /** Starts a scheduled function now. */
  runNow: adminProcedure
    .input(z.strictObject({ functionId: z.string().max(100) }))
    .mutation(async ({ ctx, input }) => {
      const run = await requestRun(input.functionId, actorOf(ctx));
      ctx.afterWrite();
      return run;
    }),

  /** Has a run end before its time. */
  cancel: adminProcedure.input(byId).mutation(async ({ ctx, input }) => {
    await requestCancel(input.runId, actorOf(ctx));
    ctx.afterWrite();
  }),
});
