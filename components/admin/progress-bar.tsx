import type { Progress } from "@/server/jobs/schema";

/** How far a run is, with words beside the bar. */
export function ProgressBar({ done, total, words }: Progress) {
  return (
    <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.86rem] text-soft">
      <span
        role="progressbar"
        aria-label={words}
        aria-valuenow={done}
        aria-valuemin={0}
        aria-valuemax={total}
        className="block h-1.5 w-32 max-w-full bg-sunk"
      >
        <span
          className="block h-full bg-bulb transition-[width]"
          style={{ width: `${total > 0 ? (100 * done) / total : 0}%` }}
        />
      </span>
      {words}
    </span>
  );
}
