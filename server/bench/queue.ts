import pg from "pg";
import { quantile } from "./load";

/** What the database alone takes for a job: to write it, and to take it. */
export interface BareQueue {
  /** Median of one job's round trip, ms. */
  p50: number;
  /** Jobs a second, one after the other on one connection. */
  rate: number;
}

/** The least that any queue on this PostgreSQL can cost: an INSERT and a SELECT … FOR UPDATE SKIP LOCKED, committed. */
export async function measureBareQueue(databaseUrl: string, jobs: number): Promise<BareQueue> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    "CREATE TABLE bare_queue (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body json)",
  );
  const times: number[] = [];
  const started = performance.now();
  for (let at = 0; at < jobs; at++) {
    const before = performance.now();
    await client.query("INSERT INTO bare_queue (body) VALUES ($1)", [{ at }]);
    await client.query("BEGIN");
    const { rows } = await client.query<{ id: string }>(
      "SELECT id, body FROM bare_queue ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
    );
    await client.query("DELETE FROM bare_queue WHERE id = $1", [rows[0]?.id]);
    await client.query("COMMIT");
    times.push(performance.now() - before);
  }
  const rate = jobs / ((performance.now() - started) / 1_000);
  await client.end();
  return { p50: quantile(times, 0.5), rate };
}
