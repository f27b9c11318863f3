import { beforeEach, expect, test } from "vitest";
import { db } from "../db";
import { truncateAll } from "../testing/database";
import { refreshRankings } from "./commands";

beforeEach(truncateAll);

/** Whether some statement waits for another's lock. */
async function someoneWaits(): Promise<boolean> {
  const [row] = await db().$queryRaw<{ waits: boolean }[]>`
    select exists (select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock') as waits`;
  return row?.waits ?? false;
}

test.each([[false], [true]])(
  "a refresh that begins before the raised flag is committed lets go of it all the same (flag's row there: %s)",
  async (there) => {
    if (there) await db().rankingWake.create({ data: { id: 1, pending: false } });
    let refresh: Promise<unknown> = Promise.resolve();
    await db().$transaction(async (tx) => {
      const raised = { pending: true };
      await tx.rankingWake.upsert({ where: { id: 1 }, create: { id: 1, ...raised }, update: raised });
      let over = false;
      refresh = refreshRankings({ runId: "run-1", reason: "votes" }).finally(() => {
        over = true;
      });
      while (!over && !(await someoneWaits()));
    });
    await refresh;
    expect(await db().rankingWake.findUnique({ where: { id: 1 } })).toEqual({ id: 1, pending: false });
  },
);
