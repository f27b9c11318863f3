import type pg from "pg";
import type { Call } from "./call";

/** What a look at the queue gave. */
export interface Claim {
  calls: (Omit<Call, "maxAttempts"> & { lane: string | null })[];
  /** Sleeps, waits and invocations whose time is over. */
  expired: { runId: string; stepId: string; kind: "sleep" | "wait" | "invoke" }[];
  /** Whether there may be more that is due right now. */
  more: boolean;
  /** When the next thing is due (ms since 1970). */
  nextAt: number | undefined;
}

type Row = Claim["calls"][number] & {
  kind: "call" | "sleep" | "wait" | "invoke";
  seen: string;
  nextAt: Date | null;
};

const CLAIM = `
WITH due AS (
  SELECT jobs.id, jobs.lane, jobs.rank, functions.lane_limit
  FROM jobs JOIN runs ON runs.id = jobs.run_id LEFT JOIN functions ON functions.id = runs.function_id
  WHERE NOT running AND due_at <= $1 AND rank <= $2 AND (kind <> 'call' OR $3)
    AND (jobs.lane IS NULL OR jobs.lane <> ALL ($4))
  ORDER BY jobs.rank, jobs.id LIMIT $5
  FOR UPDATE OF jobs SKIP LOCKED
), placed AS (
  SELECT id, lane, lane_limit,
    row_number() OVER (PARTITION BY lane ORDER BY rank, id) + coalesce(($6::json ->> lane)::int, 0) AS place
  FROM due
), taken AS (
  UPDATE jobs SET running = true, again = false, generation = generation + 1 FROM placed
  WHERE jobs.id = placed.id AND (placed.lane IS NULL OR lane_limit IS NULL OR place <= lane_limit)
  RETURNING jobs.*
), next AS (
  SELECT least(
    (SELECT min(due_at) FROM jobs WHERE NOT running AND due_at > $1),
    (SELECT min(due_at) FROM buckets),
    (SELECT min(expires_at) FROM runs WHERE state = 'running' AND expires_at IS NOT NULL)
  ) AS at, (SELECT count(*) FROM due) AS seen
)
SELECT next.at AS "nextAt", seen, taken.id AS "jobId", kind, run_id AS "runId", function_id AS "functionId",
  step_id AS "stepId", attempt, generation, taken.lane, events,
  NOT EXISTS (SELECT FROM jobs other WHERE other.run_id = taken.run_id AND other.id <> taken.id) AS immediate,
  coalesce((SELECT json_agg(json_build_array(steps.id, value) ORDER BY position) FROM steps
            WHERE steps.run_id = taken.run_id), '[]') AS steps
FROM next LEFT JOIN (taken JOIN runs ON runs.id = taken.run_id) ON true
ORDER BY taken.rank, taken.id`;

/**
 * Takes up to `slots` due jobs off the queue, each lane within its function's limit.
 * @param calls Whether calls may be taken (the app is there), or only what ends by itself.
 * @param busy How many calls of each lane are under way.
 * @param full The lanes that can't take any more.
 */
export async function claim(
  pool: pg.Pool,
  slots: number,
  calls: boolean,
  busy: ReadonlyMap<string, { count: number }>,
  full: string[],
): Promise<Claim> {
  const now = Date.now();
  const most = now + 600_000;
  const { rows } = await pool.query<Row>({
    name: "claim",
    text: CLAIM,
    values: [
      new Date(now),
      most,
      calls,
      full,
      slots,
      JSON.stringify(Object.fromEntries([...busy].map(([lane, { count }]) => [lane, count]))),
    ],
  });
  const taken = rows.filter((row) => row.jobId !== null);
  return {
    calls: taken
      .filter((row) => row.kind === "call")
      .map((row) => ({ ...row, immediate: row.immediate && row.stepId === "step" })),
    expired: taken.flatMap(({ kind, runId, stepId }) => (kind === "call" ? [] : [{ kind, runId, stepId }])),
    more: Number(rows[0]?.seen ?? 0) >= slots && taken.length > 0,
    nextAt: rows[0]?.nextAt?.getTime(),
  };
}
