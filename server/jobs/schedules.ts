import type { EventName } from "../events";

/** The functions that staff can look at and start, with the fact that starts each. */
export const schedules = [
  {
    id: "refresh-rankings",
    name: "Publish what votes changed",
    schedule: "at once, when somebody votes",
    request: "rankings/refresh-requested",
  },
  {
    id: "publish-decayed",
    name: "Trending",
    schedule: "each hour",
    request: "rankings/decay-requested",
  },
  {
    id: "publish-full",
    name: "Full edition",
    schedule: "each night at 03:30 UTC",
    request: "rankings/recompute-requested",
  },
  {
    id: "train-recommendations",
    name: "Train recommendations",
    schedule: "each night at 02:10 UTC, and after 2 % new ratings",
    request: "recommendations/train-requested",
  },
  {
    id: "sweep",
    name: "Sweep and heartbeat",
    schedule: "each minute",
    request: "maintenance/sweep-requested",
  },
] as const satisfies readonly { id: string; name: string; schedule: string; request: EventName }[];
