import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** The rival with its PostgreSQL and nginx, brought up with a size of data. */
export interface Rival {
  /** Origin of its API. */
  url: string;
  /** nginx serving files: the practical limit of HTTP on this machine. */
  files: { url: string; folder: string };
  /** Its PostgreSQL server, which our database goes on too. */
  serverUrl: string;
  /** Folder of movies.csv and ratings.csv. */
  data: string;
  /** What serves it: its worker, its PostgreSQL and Redis, nginx. */
  processes: { web: number; postgres: number; redis: number; nginx: number };
  down: () => void;
}

const folder = join(import.meta.dirname, "../../../shared/peers/django");

/** Whether the rival lies beside this project. */
export function rivalIsThere(): boolean {
  return existsSync(join(folder, "up"));
}

function processOf(work: string, part: string): number {
  return Number(readFileSync(join(work, "pid", part), "utf8").trim());
}

/** Ends what runs of the rival. */
export function stopRival(work: string): void {
  spawnSync("bash", [join(folder, "down"), work]);
}

/**
 * Brings the rival up, or its data to another size. Needs root and Debian's packages.
 * @throws Error with the rival's own words when it doesn't come up.
 */
export function startRival(work: string, films: number, ratings: number, workers: number): Rival {
  const env = { ...process.env, WEB_WORKERS: String(workers) };
  const up = spawnSync("bash", [join(folder, "up"), work, String(films), String(ratings)], {
    encoding: "utf8",
    env,
    maxBuffer: 1 << 26,
  });
  if (up.status !== 0) throw new Error(`The rival doesn't come up:\n${up.stderr.slice(-2_000)}`);
  const url = z.url().parse(up.stdout.trim().split("\n").at(-1));
  const port = process.env.PG_PORT ?? "54320";
  return {
    url,
    files: { url: `http://127.0.0.1:${process.env.NGINX_PORT ?? "8011"}`, folder: join(work, "static") },
    serverUrl: `postgresql://postgres@127.0.0.1:${port}`,
    data: join(work, "data", `${films}-${ratings}-${process.env.SEED ?? "1"}`),
    processes: {
      web: processOf(work, "gunicorn"),
      postgres: processOf(work, "postgres"),
      redis: processOf(work, "redis"),
      nginx: processOf(work, "nginx"),
    },
    down: () => stopRival(work),
  };
}
