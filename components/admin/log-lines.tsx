import type { LogLine } from "@/server/jobs/schema";
import { Machine } from "./verbatim";

const colours: Record<string, string> = { warn: "text-bulb", error: "text-fall", fatal: "text-fall" };

/** A run's last log lines; each opens to the whole line. */
export function LogLines({ lines }: { lines: LogLine[] }) {
  if (lines.length === 0)
    return <p className="border-t border-line py-2 text-soft">Nothing has been logged in this run.</p>;
  return (
    <ol aria-label="Log" className="border-t border-line text-[0.86rem]">
      {lines.map(({ id, at, level, message, line }) => (
        <li key={id} className="border-b border-line">
          <details>
            <summary className="grid min-h-11 list-none grid-cols-[5.5rem_3.5rem_minmax(0,1fr)] items-baseline gap-x-3 py-2.5 hover:bg-raised">
              <time dateTime={at} className="text-soft tabular-nums">
                {at.slice(11, 23)}
              </time>
              <span className={`font-semibold ${colours[level] ?? "text-soft"}`}>{level}</span>
              <span className="min-w-0 break-words">{message}</span>
            </summary>
            <Machine label="The whole line" text={line} />
          </details>
        </li>
      ))}
    </ol>
  );
}
