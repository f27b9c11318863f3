/**
 * The engine's tables. Written so that running it again changes nothing; a later form adds
 * `ALTER TABLE … ADD COLUMN IF NOT EXISTS` at its end. JSON is kept as `json`, not `jsonb`: it is never
 * searched, and user data may hold `\u0000`, which jsonb refuses.
 */
export const TABLES = `
CREATE SCHEMA IF NOT EXISTS inngest_engine;
SET LOCAL search_path = inngest_engine;

-- The functions of the last sync, as the app registered them; lane_limit is their concurrency.
CREATE TABLE IF NOT EXISTS functions (
  id text PRIMARY KEY,
  config json NOT NULL,
  lane_limit integer
);

CREATE TABLE IF NOT EXISTS runs (
  id text PRIMARY KEY,
  function_id text NOT NULL,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'completed', 'failed', 'cancelled')),
  events json NOT NULL,
  lane text,
  priority integer NOT NULL DEFAULT 0,
  singleton text,
  expires_at timestamptz,
  parent_run text,
  parent_step text,
  output json,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);
CREATE INDEX IF NOT EXISTS runs_running ON runs (function_id) WHERE state = 'running';
CREATE INDEX IF NOT EXISTS runs_singleton ON runs (singleton) WHERE state = 'running' AND singleton IS NOT NULL;
CREATE INDEX IF NOT EXISTS runs_expiring ON runs (expires_at) WHERE state = 'running' AND expires_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS runs_finished ON runs (finished_at) WHERE finished_at IS NOT NULL;

-- What steps gave, in the form the SDK wants it back: {"data": …}, {"error": …}, an event or null.
CREATE TABLE IF NOT EXISTS steps (
  run_id text NOT NULL REFERENCES runs ON DELETE CASCADE,
  id text NOT NULL,
  value json NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (run_id, id)
);

-- The queue: all that a running run waits for. A call asks the app to go on ("step") or to run one step;
-- the other kinds end by themselves at due_at (never, where it is null). rank orders what is due: the due
-- time in ms less the priority. generation counts the takings, so that a late answer is known as late.
CREATE TABLE IF NOT EXISTS jobs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id text NOT NULL REFERENCES runs ON DELETE CASCADE,
  step_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('call', 'sleep', 'wait', 'invoke')),
  attempt integer NOT NULL DEFAULT 0,
  generation integer NOT NULL DEFAULT 0,
  due_at timestamptz,
  rank bigint,
  lane text,
  running boolean NOT NULL DEFAULT false,
  again boolean NOT NULL DEFAULT false,
  wait_event text,
  wait_if text,
  UNIQUE (run_id, step_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX IF NOT EXISTS jobs_rank ON jobs (rank, id) WHERE NOT running;
CREATE INDEX IF NOT EXISTS jobs_due ON jobs (due_at) WHERE NOT running;
CREATE INDEX IF NOT EXISTS jobs_wait ON jobs (wait_event) WHERE wait_event IS NOT NULL;

-- Events gathered for a batch or a debounce until due_at.
CREATE TABLE IF NOT EXISTS buckets (
  function_id text NOT NULL,
  key text NOT NULL,
  events text[] NOT NULL,
  first_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (function_id, key)
);

CREATE TABLE IF NOT EXISTS cron_slots (
  function_id text NOT NULL,
  expression text NOT NULL,
  last_slot timestamptz NOT NULL,
  PRIMARY KEY (function_id, expression)
);

-- Counts of rate limits and throttles, from start until their span is over.
CREATE TABLE IF NOT EXISTS spans (
  key text PRIMARY KEY,
  start timestamptz NOT NULL,
  count integer NOT NULL,
  until timestamptz NOT NULL
);

-- What may happen once until a moment: an event's id, a function's idempotency key.
CREATE TABLE IF NOT EXISTS once (
  key text PRIMARY KEY,
  until timestamptz NOT NULL
);

-- How many calls of a job were cut because the app died under them.
ALTER TABLE jobs ADD COLUMN IF NOT EXISTS cuts integer NOT NULL DEFAULT 0;
`;
