import { findAudit } from "../../audit/queries";
import { auditFilter } from "../../audit/schema";
import { canSeeAudit } from "../../auth/policy";
import { functionNames } from "../../jobs/schedules";
import { requires, router } from "../trpc";

const PAGE_SIZE = 50;

export const audit = router({
  /** Who did what on the desk, the newest first. */
  list: requires(canSeeAudit, "editors and admins")
    .input(auditFilter)
    .query(async ({ input }) => {
      const { rows, total } = await findAudit(input, PAGE_SIZE);
      return {
        rows,
        filter: input,
        pages: Math.max(1, Math.ceil(total / PAGE_SIZE)),
        total,
        names: functionNames,
      };
    }),
});
