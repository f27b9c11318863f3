import type { LetterStatus, RunStatus } from "@/server/jobs/schema";

/** How a run's state is said and coloured. */
export const runWords = {
  queued: { text: "Waiting", className: "text-soft" },
  running: { text: "Running", className: "text-bulb" },
  succeeded: { text: "Done", className: "text-rise" },
  failed: { text: "Failed", className: "text-fall" },
  cancelled: { text: "Cancelled", className: "text-soft" },
} as const satisfies Record<RunStatus, { text: string; className: string }>;

/** How a dead letter's state is said and coloured. */
export const letterWords = {
  open: { text: "Open", className: "text-fall" },
  replaying: { text: "Replaying", className: "text-bulb" },
  replayed: { text: "Replayed", className: "text-rise" },
  discarded: { text: "Discarded", className: "text-soft" },
} as const satisfies Record<LetterStatus, { text: string; className: string }>;

/** A page's address with what is set of a filter; the first page goes without saying. */
export function filterHref(path: string, filter: Record<string, string | number | undefined>): string {
  const set = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined || value === "" || (name === "page" && value === 1) ? [] : [[name, String(value)]],
  );
  return set.length > 0 ? `${path}?${new URLSearchParams(set)}` : path;
}
