import { readdirSync, readFileSync } from "node:fs";
import { RECOMMENDER } from "../processes";

/** A piece of the recommender's work as seen from outside: `ps` shows its name, /proc its memory. */
export interface Part {
  name: string;
  seconds: number;
  /** The most that was resident at once, MB. */
  megabytes: number;
}

const STEP = 100;

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it has ended meanwhile
  }
}

/** Ids of a process's descendants that call themselves the recommender, with what they say they do. */
export function recommendersOf(site: number): { pid: number; doing: string }[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one))) {
    const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1];
    if (parent) parents.set(Number(name), Number(parent));
  }
  const within = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent === site || (parent !== undefined && parent > 1 && within(parent));
  };
  return [...parents.keys()].filter(within).flatMap((pid) => {
    const title = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
    return title.startsWith(RECOMMENDER) ? [{ pid, doing: title.slice(RECOMMENDER.length) }] : [];
  });
}

/** Looks ten times a second at what the recommender's processes do, until it is stopped. */
export function watchParts(site: number): { parts: () => Part[]; stop: () => void } {
  const found = new Map<string, Part>();
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    for (const { pid, doing } of recommendersOf(site)) {
      const part = found.get(doing) ?? { name: doing, seconds: 0, megabytes: 0 };
      const resident = Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1_024;
      part.seconds += (now - last) / 1_000;
      part.megabytes = Math.max(part.megabytes, resident);
      found.set(doing, part);
    }
    last = now;
  }, STEP);
  return { parts: () => [...found.values()], stop: () => clearInterval(timer) };
}
