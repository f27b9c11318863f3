import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { freePort } from "../embedded/free-port";

const root = join(import.meta.dirname, "../..");

/** The site as `npm start` runs it, on a database of the bench. */
export interface Site {
  url: string;
  /** An API token of somebody whose votes count in full. */
  token: string;
  /** Its first process: all others descend from it. */
  pid: number;
  /** Milliseconds from the command to being ready; the first start builds. */
  readyAfter: number;
  /** Pages and answers so far that came from memory, and all of them. */
  answers: () => Promise<{ kept: number; all: number }>;
  /** Settles when nothing runs in the background any more, such as the training at the first start. */
  settled: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Starts everything on a database, with the limits on writes out of the way. */
export async function startSite(
  databaseUrl: string,
  { workers = 1, role = "member", scopes = "ratings:write" } = {},
): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "marquee-bench-site-"));
  const port = await freePort();
  const metricsToken = randomBytes(16).toString("hex");
  const env = {
    ...process.env,
    ...(workers > 1 && { WEB_CONCURRENCY: String(workers) }),
    MARQUEE_METRICS_TOKEN: metricsToken,
    DATABASE_URL: databaseUrl,
    MARQUEE_DATA_DIR: folder,
    PORT: String(port),
    HOST: "127.0.0.1",
    MARQUEE_BUILD_DIR: ".next-bench",
    LOG_LEVEL: "warn",
    MARQUEE_WRITE_LIMIT: "1000000",
  };
  const began = performance.now();
  const run = spawn(process.execPath, [join(root, "server/embedded/launch.mjs"), "start"], {
    cwd: root,
    env,
  });
  let said = "";
  for (const stream of [run.stdout, run.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  const ended = new Promise<void>((resolve) => run.once("exit", () => resolve()));
  const stop = async () => {
    run.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  await new Promise<void>((resolve, reject) => {
    run.stdout.on("data", () => said.includes("Stop it with Ctrl-C") && resolve());
    ended.then(() => reject(new Error(`The site doesn't start:\n${said}`)));
  });
  const readyAfter = performance.now() - began;
  const made = spawnSync(
    process.execPath,
    [
      "--import",
      "tsx",
      join(root, "server/embedded/token.ts"),
      "--email",
      `${role}@bench.invalid`,
      "--role",
      role,
      "--scopes",
      scopes,
    ],
    { cwd: root, env, encoding: "utf8" },
  );
  const token = made.stdout.trim().split("\n").at(-1) ?? "";
  if (made.status !== 0) throw new Error(`No token: ${made.stderr}`);
  const url = `http://127.0.0.1:${port}`;
  const answers = async () => {
    const answer = await fetch(`${url}/api/metrics`, {
      headers: { authorization: `Bearer ${metricsToken}` },
    });
    const text = await answer.text();
    const found = [...text.matchAll(/^marquee_page_cache_total\{[^}]*result="(\w+)"[^}]*\} (\d+)$/gm)];
    const sum = (wanted: RegExp) =>
      found
        .filter(([, result = ""]) => wanted.test(result))
        .reduce((all, [, , count]) => all + Number(count), 0);
    return { kept: sum(/hit/), all: sum(/./) };
  };
  const settled = async () => {
    const ready = z.object({ pending: z.object({ outbox: z.int(), dirty: z.int(), runs: z.int() }) });
    for (;;) {
      const { pending } = ready.parse(await (await fetch(`${url}/api/health/ready`)).json());
      if (pending.outbox + pending.dirty + pending.runs === 0) return;
      await pause(1_000);
    }
  };
  return { url, token, pid: run.pid ?? 0, readyAfter, answers, settled, stop };
}
