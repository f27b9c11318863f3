import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { IALS } from "../../recommendations/collaborative/ials";
import type { Collaborative } from "../../recommendations/collaborative/taste";
import type { FilmText } from "../../recommendations/content/blocks";
import { fitContent, projectContent } from "../../recommendations/content/space";
import { atMost, type Check } from "./checks";

/** Seconds of processor time that some work takes: other work on the machine doesn't count. */
export function processorSeconds<Result>(work: () => Result): { result: Result; seconds: number } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

/** Collects garbage, so that what lies about from before doesn't count, nor hides what is new. */
function collect(): void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  if (typeof gc === "function") gc();
}

const memory = () => {
  const text = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : "";
  const of = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? Number.NaN) / 1_024;
  return { resident: of("VmRSS"), peak: of("VmHWM") };
};

/**
 * The most that was resident while some work was done above what was before it, in MB: the kernel's own mark
 * (VmHWM), set back before. NaN where there is no /proc.
 */
export function peakMegabytes<Result>(work: () => Result): { result: Result; megabytes: number } {
  collect();
  if (existsSync("/proc/self/clear_refs")) writeFileSync("/proc/self/clear_refs", "5");
  const before = memory().resident;
  const result = work();
  return { result, megabytes: memory().peak - before };
}

const TRIES = 200;

/** Folding in fifty ratings and scoring all films: processor time of one, in milliseconds. */
export function foldInSpeed(collaborative: Collaborative, films: number): Check {
  const once = (round: number) => {
    const liked = Int32Array.from({ length: 50 }, (_, at) => (round * 53 + at * 97) % films);
    collaborative.taste(liked);
  };
  for (let round = 0; round < TRIES; round++) once(round); // until it is compiled as it will be
  const { seconds } = processorSeconds(() => {
    for (let round = 0; round < TRIES; round++) once(round);
  });
  return atMost(`fold-in of 50 ratings, scoring ${films} films`, (1_000 * seconds) / TRIES, 10, " ms");
}

/** Content vectors of so many films, from fit to projection. */
export function contentSpeed(films: readonly FilmText[], count: number, most: number): Check {
  const many = Array.from({ length: count }, (_, at) => films.slice(at % films.length).slice(0, 1)).flat();
  const { seconds } = processorSeconds(() => projectContent(many, fitContent(many, IALS.seed)));
  return atMost(`content vectors of ${count} films`, seconds, most, " s");
}
