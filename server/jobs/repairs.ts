import { raiseAlert } from "../alerts/commands";
import type { Repaired } from "../ranking/commands";

/** Alarms the operators where a full edition had something to repair. @returns whether it did. */
export async function tellRepairs(runId: string, { films, lists }: Repaired): Promise<boolean> {
  if (films === 0 && lists === 0) return false;
  return await raiseAlert({
    cause: "full-edition",
    title: "A full edition found wrong rankings",
    text: `Films with other sums or places than their votes give: ${films}. Lists that counted or hashed other than they hold: ${lists}. No vote or change accounts for it; all is repaired. Either the database was changed past the site, or Marquee has a fault: please report it.`,
    path: `/admin/runs/${encodeURIComponent(runId)}`,
  });
}
