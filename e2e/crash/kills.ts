import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { z } from "zod";
import { site } from "../site";

/** What can be killed: the site, the job engine, the PostgreSQL. */
export type Victim = "site" | "engine" | "database";

const running = z.object({ children: z.record(z.string(), z.object({ pid: z.int() })) });

const killed = new Set<number>();

/** Kills a part with SIGKILL as soon as it stands; each life of it once. */
export async function kill(victim: Victim): Promise<void> {
  const strike = () => {
    const file = join(site().dataFolder, "running.json");
    const pid = running.parse(JSON.parse(readFileSync(file, "utf8"))).children[victim]?.pid;
    if (pid === undefined || killed.has(pid)) return false; // It is about to be started again.
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      return false;
    }
    killed.add(pid);
    return true;
  };
  await expect.poll(strike, { timeout: 60_000, intervals: [50] }).toBe(true);
}

/** A moment: just before which of the writes which part dies. */
export interface Moment {
  before: number;
  victim: Victim;
}

/** Moments drawn anew each time; whoever fails tells them. */
export function drawMoments(writes: number, kills: Record<Victim, number>): Moment[] {
  const draw = (victim: Victim, count: number) =>
    Array.from({ length: count }, () => ({ before: Math.floor(Math.random() * writes), victim }));
  return [
    ...draw("site", kills.site),
    ...draw("engine", kills.engine),
    ...draw("database", kills.database),
  ].sort((a, b) => a.before - b.before);
}
