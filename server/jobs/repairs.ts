import { raiseAlert } from "../alerts/commands";
import type { Tx } from "../db";
import type { Repaired } from "../ranking/commands";

/** Alarms the operators, in the transaction that repaired something: who sees the repair sees the alarm. */
export async function tellRepairs(tx: Tx, { films, lists }: Repaired, runId: string): Promise<void> {
  if (films === 0 && lists === 0) return;
  await raiseAlert(
    {
      cause: "full-edition",
      title: "A full edition found wrong rankings",
      text: `Films with other sums or places than their votes give: ${films}. Lists that counted or hashed other than they hold: ${lists}. No vote or change accounts for it; all is repaired. Either the database was changed past the site, or Marquee has a fault: please report it.`,
      path: `/admin/runs/${encodeURIComponent(runId)}`,
    },
    new Date(),
    tx,
  );
}
