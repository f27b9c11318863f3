import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second in /proc, fixed on Linux. */
const TICKS = 100;
const PAGE = 4_096;

interface Process {
  parent: number;
  /** Seconds of processor time, its own and that of its children that have ended. */
  seconds: number;
  megabytes: number;
}

function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; what follows the last one has fixed places (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const at = (place: number) => Number(fields[place - 3]);
    return {
      parent: at(4),
      seconds: (at(14) + at(15) + at(16) + at(17)) / TICKS,
      megabytes: (at(24) * PAGE) / (1024 * 1024),
    };
  } catch {
    return undefined; // It ended meanwhile, or there is no /proc.
  }
}

/** What the recommender's processes call themselves, with what they do after it. */
export const RECOMMENDER = "marquee recommender: ";

function isRecommender(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith(RECOMMENDER);
  } catch {
    return false;
  }
}

function family(roots: readonly number[], without: (pid: number) => boolean = () => false): Process[] {
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  const all = new Map(
    pids.flatMap((pid): [number, Process][] => {
      const one = readProcess(pid);
      return one ? [[pid, one]] : [];
    }),
  );
  const belongs = (pid: number): boolean => {
    const one = all.get(pid);
    return roots.includes(pid) || (one !== undefined && one.parent > 1 && belongs(one.parent));
  };
  return [...all].filter(([pid]) => belongs(pid) && !without(pid)).map(([, one]) => one);
}

/** Seconds of processor time that these processes and all below them have taken. Linux only. */
export function processorSeconds(roots: readonly number[]): number {
  return family(roots).reduce((sum, { seconds }) => sum + seconds, 0);
}

/** Resident memory of the largest of these processes and those below them, recommenders aside, in megabytes. */
export function largestMegabytes(roots: readonly number[]): number {
  return Math.max(0, ...family(roots, isRecommender).map(({ megabytes }) => megabytes));
}
