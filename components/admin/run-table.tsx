import Link from "next/link";
import type { RunRow } from "@/server/jobs/schema";
import { duration, plural, time } from "../ui/format";
import { ProgressBar } from "./progress-bar";
import { runWords } from "./run-words";

function took({ startedAt, finishedAt }: RunRow): string {
  return startedAt && finishedAt ? duration(Date.parse(finishedAt) - Date.parse(startedAt)) : "–";
}

/** Runs, the newest first; each is a link to all that is known of it. */
export function RunTable({
  rows,
  names,
  filtered,
}: {
  rows: RunRow[];
  names: Readonly<Record<string, string>>;
  filtered: boolean;
}) {
  if (rows.length === 0) {
    return (
      <p className="mt-4 border-t border-line py-8 text-soft">
        {filtered ? (
          <>
            No run is like that.{" "}
            <Link href="/admin/runs" className="link">
              Show all runs
            </Link>
          </>
        ) : (
          "Nothing has run yet. A vote starts the first run."
        )}
      </p>
    );
  }
  return (
    <ul className="mt-4 border-t border-line text-[0.94rem]" aria-label="Runs">
      {rows.map((run) => (
        <li key={run.runId} className="border-b border-line">
          <Link
            href={`/admin/runs/${encodeURIComponent(run.runId)}`}
            className="grid min-h-14 grid-cols-[5.5rem_minmax(0,1fr)_auto] items-baseline gap-x-4 gap-y-0.5 py-2.5 hover:bg-raised md:grid-cols-[6.5rem_minmax(0,1fr)_7rem_6rem_12rem]"
          >
            <span className={`font-semibold ${runWords[run.status].className}`}>
              {runWords[run.status].text}
            </span>
            <span className="min-w-0">
              {names[run.functionId] ?? run.functionId}
              {run.error && <span className="block truncate text-[0.86rem] text-fall">{run.error}</span>}
              {run.progress && <ProgressBar {...run.progress} />}
            </span>
            <span className="text-right text-soft max-md:hidden">{plural(run.attempts, "attempt")}</span>
            <span className="numeral text-right text-lg font-[480]">{took(run)}</span>
            <time
              dateTime={run.queuedAt}
              className="col-span-2 col-start-2 text-[0.86rem] text-soft md:col-span-1 md:col-start-auto md:text-right"
            >
              {time(run.queuedAt)}
            </time>
          </Link>
        </li>
      ))}
    </ul>
  );
}
