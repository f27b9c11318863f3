import type pg from "pg";
import type { Checkpoint } from "./protocol";

/**
 * Keeps the steps that a call under way has finished, in one statement.
 * @returns False where the call is late: its job was taken again, or its run has ended.
 */
export async function keepCheckpoint(pool: pg.Pool, body: Checkpoint): Promise<boolean> {
  const { rows } = await pool.query<{ live: string }>({
    name: "checkpoint",
    text: `WITH live AS (
        SELECT run_id FROM jobs WHERE id = $1 AND run_id = $2 AND generation = $3 AND running FOR SHARE
      ), kept AS (
        INSERT INTO steps (run_id, id, value)
        SELECT run_id, s.id, s.value::json FROM live, unnest($4::text[], $5::text[]) AS s (id, value)
        ON CONFLICT DO NOTHING
      )
      SELECT count(*) AS live FROM live`,
    values: [
      body.qi_id,
      body.run_id,
      body.generation_id,
      body.steps.map((step) => step.id),
      body.steps.map((step) => JSON.stringify({ data: step.data ?? null })),
    ],
  });
  return rows[0]?.live === "1";
}
