import { z } from "zod";
import { canSeeRuns } from "../../auth/policy";
import { AppError } from "../../errors";
import { discardLetter, requestReplay, requestReplayAll } from "../../jobs/dead-letters/commands";
import { findLetter, findLetters } from "../../jobs/dead-letters/queries";
import { functionNames } from "../../jobs/schedules";
import { discardInput, letterFilter } from "../../jobs/schema";
import { actorOf, adminProcedure, requires, router } from "../trpc";

const PAGE_SIZE = 50;

const staffProcedure = requires(canSeeRuns, "editors and admins");
const byId = z.strictObject({ runId: z.string().max(100) });

export const deadLetters = router({
  /** What failed for good, the last first, and how many open ones there are of each function. */
  list: staffProcedure.input(letterFilter).query(async ({ input }) => {
    const { rows, total, open } = await findLetters(input, PAGE_SIZE);
    const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
    return { rows, filter: input, pages, total, open, names: functionNames };
  }),

  /** One dead letter. */
  get: staffProcedure.input(byId).query(async ({ input }) => {
    const letter = await findLetter(input.runId);
    if (!letter)
      throw new AppError("not-found", {
        userMessage: "There is no such dead letter; it may have been removed.",
      });
    return { ...letter, name: functionNames[letter.functionId] ?? letter.functionId };
  }),

  /** Runs its function once more with what it was given. */
  replay: adminProcedure.input(byId).mutation(async ({ ctx, input }) => {
    await requestReplay(input.runId, actorOf(ctx));
    ctx.afterWrite();
  }),

  /** Replays the open letters of one function. */
  replayAll: adminProcedure
    .input(z.strictObject({ functionId: z.string().max(100) }))
    .mutation(async ({ ctx, input }) => {
      const sent = await requestReplayAll(input.functionId, actorOf(ctx));
      ctx.afterWrite();
      return sent;
    }),

  /** Closes a letter without a replay. */
  discard: adminProcedure.input(discardInput).mutation(async ({ ctx, input }) => {
    await discardLetter(input.runId, input.reason, actorOf(ctx));
  }),
});
