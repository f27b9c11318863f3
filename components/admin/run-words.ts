import type { LetterStatus, RunStatus } from "@/server/jobs/schema";
import type { Choice } from "./desk-filter";

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

/** Filtering by job: `names` are all of them, by id. */
export function jobChoice(value: string | undefined, names: Readonly<Record<string, string>>): Choice {
  const options = Object.entries(names).map(([id, text]) => ({ value: id, text }));
  return { name: "function", label: "Job", all: "All jobs", value, options };
}

/** Filtering by state, in the words for each. */
export function stateChoice<State extends string>(
  value: State | undefined,
  states: readonly State[],
  words: Readonly<Record<State, { text: string }>>,
): Choice {
  const options = states.map((state) => ({ value: state, text: words[state].text }));
  return { name: "status", label: "State", all: "Any state", value, options };
}
