import type { RunView } from "@/server/ranking/schema";
import { duration, plural, time } from "../ui/format";

const words = {
  queued: { text: "Waiting", className: "text-soft" },
  running: { text: "Running", className: "text-bulb" },
  succeeded: { text: "Done", className: "text-rise" },
  failed: { text: "Failed", className: "text-fall" },
} as const satisfies Record<RunView["status"], { text: string; className: string }>;

function took(run: RunView): string {
  if (!run.startedAt || !run.finishedAt) return "–";
  return duration(Date.parse(run.finishedAt) - Date.parse(run.startedAt));
}

/** Runs, the newest first; a line opens to its steps, editions and error. */
export function RunTable({ rows, names }: { rows: RunView[]; names: ReadonlyMap<string, string> }) {
  if (rows.length === 0) {
    return (
      <p className="border-t border-line py-8 text-soft">Nothing has run yet. A vote starts the first run.</p>
    );
  }
  return (
    <ul className="border-t border-line text-[0.94rem]">
      {rows.map((run) => (
        <li key={run.runId} className="border-b border-line">
          <details>
            <summary className="grid min-h-14 list-none grid-cols-[4.5rem_minmax(0,1fr)_auto] items-baseline gap-x-4 gap-y-0.5 py-2.5 hover:bg-raised md:grid-cols-[6rem_minmax(0,1fr)_7rem_6rem_12rem]">
              <span className={`font-semibold ${words[run.status].className}`}>{words[run.status].text}</span>
              <span className="min-w-0">
                {names.get(run.functionId) ?? run.functionId}
                {run.error && <span className="block truncate text-[0.86rem] text-fall">{run.error}</span>}
              </span>
              <span className="text-right text-soft max-md:hidden">{plural(run.attempts, "attempt")}</span>
              <span className="numeral text-right text-lg font-[480]">{took(run)}</span>
              <time
                dateTime={run.queuedAt}
                className="col-span-2 col-start-2 text-[0.86rem] text-soft md:col-span-1 md:col-start-auto md:text-right"
              >
                {time(run.queuedAt)}
              </time>
            </summary>
            <div className="grid gap-3 bg-raised px-4 py-4 text-[0.86rem]">
              <p className="break-all text-soft">
                Run {run.runId}, {plural(run.attempts, "attempt")}
              </p>
              {run.error && <p className="whitespace-pre-wrap text-fall">{run.error}</p>}
              {run.steps.length > 0 && (
                <ol className="grid gap-1">
                  {run.steps.map((step) => (
                    <li key={`${step.id}-${step.attempt}`} className="flex justify-between gap-4">
                      <span className="min-w-0 break-words">
                        {step.id}
                        {step.attempt > 1 && ` (attempt ${step.attempt})`}
                        {step.error && <span className="block text-fall">{step.error}</span>}
                      </span>
                      <span className="whitespace-nowrap text-soft">{duration(step.milliseconds)}</span>
                    </li>
                  ))}
                </ol>
              )}
              {run.editions.length > 0 && (
                <p>
                  Published{" "}
                  {run.editions.map((each, index) => (
                    <span key={`${each.list}-${each.edition}`}>
                      {index > 0 && ", "}
                      {each.list} {each.edition}
                    </span>
                  ))}
                  .
                </p>
              )}
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}
