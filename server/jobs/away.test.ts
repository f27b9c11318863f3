import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "../db";
import { openPool } from "../embedded/inngest/database";
import { until } from "../embedded/inngest/harness";
import { recordEvent } from "../events";
import { type AbsentEngine, absentEngine } from "../testing/absent-engine";

/** The outbox of the site and the real engine, which is away at first. */

let world: AbsentEngine;
beforeAll(async () => {
  world = await absentEngine();
});
afterAll(() => world.stop());

const FACTS = 450;
const HOUR = 3_600_000;

async function taken(): Promise<string[]> {
  const pool = openPool(world.databaseUrl, 1);
  const { rows } = await pool.query<{ event: string }>(
    "SELECT events->0->>'id' AS event FROM runs ORDER BY id",
  );
  await pool.end();
  return rows.map((row) => row.event);
}

/** A backlog longer than a batch goes out in rounds that follow of themselves. */
async function allSent(): Promise<void> {
  await until(async () => (await db().outbox.count({ where: { sentAt: null } })) === 0);
}

test("what an hour without an engine leaves in the outbox goes out in order, and once", async () => {
  const { flushOutbox, bench, port } = world;
  const ids: string[] = [];
  for (let at = 0; at < FACTS; at++)
    ids.push(await recordEvent(db(), "rankings/recompute-requested", { runId: `run-${at}` }));
  const start = Date.now() - HOUR;
  await db().$executeRaw`
    update outbox set created_at = to_timestamp((${start}::float8 + place * ${HOUR / FACTS}::float8) / 1000)
    from unnest(${ids}::text[]) with ordinality as f (fact, place) where id = fact`;

  await flushOutbox();
  expect(await db().outbox.count({ where: { sentAt: null } })).toBe(FACTS);

  await bench.startEngine({ port });
  await bench.inTouch(port);
  // Two at once, as a request's flush and the sweep's may be.
  await Promise.all([flushOutbox(), flushOutbox()]);
  await allSent();
  expect(await taken()).toEqual(ids);

  // A crash between the engine's answer and the commit leaves them unsent: they go again, and count once.
  await db().outbox.updateMany({ data: { sentAt: null } });
  await flushOutbox();
  await allSent();
  expect(await taken()).toEqual(ids);
  await until(() => world.seen() === FACTS);
});
