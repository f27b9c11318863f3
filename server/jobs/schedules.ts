import type { EventName } from "../events";

interface Schedule {
  id: string;
  name: string;
  /** In words. */
  schedule: string;
  /** In UTC, by minute; null where only events start it. */
  cron: string | null;
  /** The fact that starts it when staff wants it now. */
  request: EventName;
}

/** The functions that staff can look at and start. */
export const schedules = [
  {
    id: "refresh-rankings",
    name: "Publish what votes changed",
    schedule: "at once, when somebody votes",
    cron: null,
    request: "rankings/refresh-requested",
  },
  {
    id: "publish-decayed",
    name: "Trending",
    schedule: "each hour",
    cron: "0 * * * *",
    request: "rankings/decay-requested",
  },
  {
    id: "publish-full",
    name: "Full edition",
    schedule: "each night at 03:30 UTC",
    cron: "30 3 * * *",
    request: "rankings/recompute-requested",
  },
  {
    id: "train-recommendations",
    name: "Train recommendations",
    schedule: "each night at 02:10 UTC, and after 2 % new ratings",
    cron: "10 2 * * *",
    request: "recommendations/train-requested",
  },
  {
    id: "sweep",
    name: "Sweep and heartbeat",
    schedule: "each minute",
    cron: "* * * * *",
    request: "maintenance/sweep-requested",
  },
] as const satisfies readonly Schedule[];

/** The function that replays dead letters. */
export const REPLAY = "replay";

/** What people call the functions that no schedule names. */
const others: Record<string, string> = {
  "record-dead-letter": "Keep what failed for good",
  "record-cancellation": "Note what was cancelled",
  "refresh-members": "Recommendations of those who rated",
  "refresh-films": "Vectors of films that changed",
  [REPLAY]: "Replay a dead letter",
  "send-alert": "Send an alert",
};

/** What keeps the books: such a run is never cancelled, or something would be lost without a word. */
export const bookkeeping: ReadonlySet<string> = new Set(["record-dead-letter", "record-cancellation"]);

/** Every function by its id, with the name that people read. */
export const functionNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(schedules.map(({ id, name }) => [id, name])),
  ...others,
};
