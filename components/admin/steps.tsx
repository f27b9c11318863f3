import type { StepView } from "@/server/jobs/schema";
import { duration } from "../ui/format";

/** Where each step lies in the time from the first one's start to the last one's end, in per cent. */
function placesOf(steps: StepView[]): { left: number; width: number }[] | null {
  const spans = steps.map(({ at, milliseconds }) => ({
    from: at ? Date.parse(at) : Number.NaN,
    milliseconds,
  }));
  if (spans.some(({ from }) => Number.isNaN(from))) return null;
  const begin = Math.min(...spans.map(({ from }) => from));
  const whole = Math.max(1, ...spans.map(({ from, milliseconds }) => from + milliseconds - begin));
  return spans.map(({ from, milliseconds }) => ({
    left: Math.min(99, (100 * (from - begin)) / whole),
    width: Math.max(1, (100 * milliseconds) / whole),
  }));
}

/** The steps that ran, in the order they ended, each as long as it took and where it lay in time. */
export function Steps({ steps }: { steps: StepView[] }) {
  if (steps.length === 0) return <p className="text-soft">No step has ended.</p>;
  const places = placesOf(steps);
  return (
    <ol aria-label="Steps" className="border-t border-line text-[0.94rem]">
      {steps.map((step, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added; a loop may repeat an id
          key={index}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-6 gap-y-1 border-b border-line py-2 md:grid-cols-[16rem_minmax(0,1fr)_6rem]"
        >
          <span className="min-w-0 break-words">
            <span className={step.error ? "text-fall" : ""}>{step.error ? "✕" : "✓"}</span>{" "}
            <span className="sr-only">{step.error ? "Failed:" : "Done:"}</span>
            {step.id}
            {step.attempt > 1 && <span className="text-soft"> attempt {step.attempt}</span>}
          </span>
          <span className="relative order-3 col-span-2 h-1.5 self-center bg-sunk md:order-none md:col-span-1">
            {places?.[index] && (
              <span
                className={`absolute inset-y-0 ${step.error ? "bg-fall" : "bg-ink"}`}
                style={{
                  left: `${places[index].left}%`,
                  width: `${Math.min(places[index].width, 100 - places[index].left)}%`,
                }}
              />
            )}
          </span>
          <span className="numeral text-right font-[480]">{duration(step.milliseconds)}</span>
          {step.error && (
            <span className="order-4 col-span-full break-words text-[0.86rem] text-fall">{step.error}</span>
          )}
        </li>
      ))}
    </ol>
  );
}
