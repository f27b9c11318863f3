import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { freePort } from "../embedded/free-port";

/** The rival with its PostgreSQL and nginx, brought up with a size of data. */
export interface Rival {
  /** Origin of its API. */
  url: string;
  /** Its PostgreSQL server, which our database goes on too. */
  serverUrl: string;
  /** Folder of movies.csv and ratings.csv. */
  data: string;
  /** What serves it: its workers, its PostgreSQL and Redis. */
  processes: { web: number; postgres: number; redis: number };
}

/** nginx serving files: the practical limit of HTTP on this machine. */
export interface Files {
  url: string;
  folder: string;
  pid: number;
  stop: () => void;
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
    serverUrl: `postgresql://postgres@127.0.0.1:${port}`,
    data: join(work, "data", `${films}-${ratings}-${process.env.SEED ?? "1"}`),
    processes: {
      web: processOf(work, "gunicorn"),
      postgres: processOf(work, "postgres"),
      redis: processOf(work, "redis"),
    },
  };
}

/**
 * Starts an nginx set up as the rival's, which has two workers whatever is measured beside it, with as many workers as
 * the others have processes.
 * @throws Error when it doesn't answer within 10 s.
 */
export async function startFiles(work: string, workers: number): Promise<Files> {
  const port = await freePort();
  const file = join(work, "nginx/files.conf");
  let config = readFileSync(join(work, "nginx/nginx.conf"), "utf8");
  for (const [theirs, ours] of [
    [/worker_processes \d+;/, `worker_processes ${workers};`],
    [/listen 127\.0\.0\.1:\d+;/, `listen 127.0.0.1:${port};`],
    [/^pid .*$/m, `pid ${join(work, "nginx/files.pid")};`],
  ] as const) {
    if (!theirs.test(config)) throw new Error(`The rival's nginx.conf has no ${theirs}.`);
    config = config.replace(theirs, ours);
  }
  writeFileSync(file, config);
  const run = spawn("/usr/sbin/nginx", ["-p", join(work, "nginx"), "-c", file], { stdio: "ignore" });
  let fault: Error | undefined;
  run.on("error", (error) => {
    fault = error;
  });
  const url = `http://127.0.0.1:${port}`;
  for (const until = performance.now() + 10_000; ; await pause(50)) {
    if (await fetch(url).catch(() => null)) break;
    if (!fault && performance.now() < until) continue;
    run.kill();
    throw new Error("nginx doesn't answer.", { cause: fault });
  }
  return { url, folder: join(work, "static"), pid: run.pid ?? 0, stop: () => run.kill() };
}
