import { z } from "zod";
import { runSchema } from "../ranking/schema";

/** Shapes of the desk's pages about jobs. Times are ISO 8601 UTC, spans in milliseconds unless said otherwise. */

export const runStatuses = ["queued", "running", "succeeded", "failed", "cancelled"] as const;
export type RunStatus = (typeof runStatuses)[number];

/** How far back a list of runs goes, in hours. */
export const spans = { hour: 1, day: 24, week: 168 } as const;

export const runFilter = z.strictObject({
  function: z.string().max(100).exactOptional(),
  status: z.enum(runStatuses).exactOptional(),
  within: z.enum(["hour", "day", "week"]).exactOptional(),
  page: z.int().min(1).max(1_000_000).default(1),
});
export type RunFilter = z.infer<typeof runFilter>;

/** What a function that published returns. */
export const outcome = z.object({
  published: z.array(z.object({ list: z.string(), edition: z.int() })),
});

export const letterStatuses = ["open", "replaying", "replayed", "discarded"] as const;
export type LetterStatus = (typeof letterStatuses)[number];

export const letterFilter = z.strictObject({
  function: z.string().max(100).exactOptional(),
  status: z.enum(letterStatuses).exactOptional(),
  page: z.int().min(1).max(1_000_000).default(1),
});
export type LetterFilter = z.infer<typeof letterFilter>;

/** Why a letter is discarded, as form and procedure parse it. */
export const discardInput = z.strictObject({
  runId: z.string().max(100),
  reason: z
    .string({ error: "The reason is missing." })
    .trim()
    .min(3, "Say in a few words why; others will read it.")
    .max(500, "A reason has at most 500 characters."),
});

export const stepSchema = runSchema.shape.steps.element.extend({ at: z.iso.datetime().exactOptional() });
export type StepView = z.infer<typeof stepSchema>;

/** A run in a list. */
export interface RunRow {
  runId: string;
  functionId: string;
  status: RunStatus;
  attempts: number;
  error: string | null;
  queuedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  progress: Progress | null;
}

export interface Progress {
  done: number;
  total: number;
  words: string;
}

export interface LogLine {
  id: string;
  at: string;
  level: string;
  message: string;
  /** The whole line, as it is in the log file. */
  line: string;
}

/** One run with all that is known of it. */
export interface RunDetail extends RunRow {
  engineRunId: string | null;
  correlationId: string | null;
  requestedBy: string | null;
  cancelRequestedAt: string | null;
  /** Whether it can be asked to stop, now. */
  cancellable: boolean;
  steps: StepView[];
  editions: { list: string; edition: number }[];
  /** Pretty JSON; null where nothing is kept. */
  input: string | null;
  output: string | null;
  lines: LogLine[];
  /** The dead letter it left, or is a replay of. */
  letter: { runId: string; status: LetterStatus } | null;
}

/** A scheduled function and how it keeps its time. */
export interface ScheduleView {
  id: string;
  name: string;
  schedule: string;
  lastRun: { runId: string; status: RunStatus; at: string } | null;
  nextAt: string | null;
  /** How long after its last slot it began, or has been due by now; null without a cron or before its first run. */
  lateMs: number | null;
  overdue: boolean;
}

/** A dead letter in a list. */
export interface LetterRow {
  runId: string;
  functionId: string;
  status: LetterStatus;
  error: { name: string; message: string };
  failedAt: string;
  changedAt: string;
  replays: number;
}

/** One dead letter with all that is known of it. */
export interface LetterDetail extends LetterRow {
  stack: string | null;
  /** Pretty JSON. */
  event: string;
  attempts: number;
  steps: StepView[];
  correlationId: string | null;
  jobRunId: string | null;
  reason: string | null;
  /** The rows in job_run of its replays, the newest first. */
  replayRuns: { runId: string; status: RunStatus; queuedAt: string }[];
}
