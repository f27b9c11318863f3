import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { z } from "zod";
import { startPostgres } from "../embedded/postgres";
import { EngineSite } from "./engine-site";
import { quantile } from "./load";
import { type BareQueue, measureBareQueue } from "./queue";

/**
 * `npm run bench:jobs [-- --idle 100 --queued 1000 --runs 20000]`: the embedded job engine on the embedded
 * PostgreSQL (fsync on), beside what that PostgreSQL alone takes for a job. A benchmark, not a test: it prints.
 */

const { values: flags } = parseArgs({
  options: {
    idle: { type: "string", default: "100" },
    queued: { type: "string", default: "1000" },
    runs: { type: "string", default: "20000" },
  },
});
const counts = {
  idle: Number(flags.idle),
  queued: Number(flags.queued),
  runs: Number(flags.runs),
};

function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}

const ms = z.array(z.object({ at: z.date() })).length(1);

/** From an event's sending to the moment that its run's end is written, one at a time, ms. */
async function measureIdle(site: EngineSite, database: pg.Client, tries: number): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < tries; at++) {
    const sent = Date.now();
    await site.send(1);
    await site.until((state) => state.queued + state.running === 0, 5);
    const { rows } = await database.query(
      "SELECT finished_at AS at FROM inngest_engine.runs ORDER BY id DESC LIMIT 1",
    );
    times.push((ms.parse(rows)[0]?.at.getTime() ?? Number.NaN) - sent);
  }
  return times;
}

/** One-step runs a second, from the first step to the last, of those that wait when the app comes. */
async function measureQueued(site: EngineSite): Promise<number> {
  await site.stopApp();
  await site.until((state) => state.app === "away");
  await site.send(counts.queued);
  site.ended.length = 0;
  await site.startApp();
  await site.until((state) => state.app === "here" && state.queued + state.running === 0);
  const [first = 0] = site.ended;
  return site.ended.length / (((site.ended.at(-1) ?? 0) - first) / 1_000);
}

/** The engine's memory after each quarter of the runs, MB, and runs a second in it. */
async function measureMemory(site: EngineSite): Promise<{ runs: number; memory: number; rate: number }[]> {
  const quarter = Math.ceil(counts.runs / 4);
  const points = [{ runs: 0, memory: site.memory(), rate: 0 }];
  for (let done = 0; done < counts.runs; done += quarter) {
    const started = performance.now();
    for (let sent = 0; sent < quarter; sent += 500) {
      await site.send(Math.min(500, quarter - sent));
      await site.until((state) => state.queued < 500);
    }
    await site.until((state) => state.queued + state.running === 0);
    const rate = quarter / ((performance.now() - started) / 1_000);
    points.push({ runs: done + quarter, memory: site.memory(), rate });
  }
  return points;
}

function row(name: string, value: string, wanted: string, ratio: string): void {
  say(`${name.padEnd(46)}${value.padStart(12)}${wanted.padStart(12)}${ratio.padStart(20)}`);
}

function report(idle: number[], rate: number, bare: BareQueue): void {
  const p50 = quantile(idle, 0.5);
  row("", "measured", "wanted", "x bare queue");
  row("bare INSERT + SKIP LOCKED, p50 ms", bare.p50.toFixed(2), "", "1");
  row("bare INSERT + SKIP LOCKED, jobs/s", bare.rate.toFixed(0), "", "1");
  row("idle event to finished, p50 ms", p50.toFixed(0), "< 60", (p50 / bare.p50).toFixed(1));
  row("idle event to finished, p95 ms", quantile(idle, 0.95).toFixed(0), "", "");
  row(`one-step runs/s, ${counts.queued} queued`, rate.toFixed(0), ">= 60", (rate / bare.rate).toFixed(2));
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "marquee-bench-jobs-"));
  chmodSync(folder, 0o711);
  const secret = () => randomBytes(18).toString("base64url");
  const server = await startPostgres({ folder, superuserPassword: secret(), password: secret() });
  const database = new pg.Client({ connectionString: server.url });
  const site = new EngineSite();
  try {
    await database.connect();
    const [cpu] = cpus();
    say(
      `${cpus().length} x ${cpu?.model.trim()}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}`,
    );
    const bare = await measureBareQueue(server.url, 500);
    await site.start(server.url);
    await measureIdle(site, database, 10); // Not counted: everything is slower the first time.
    report(await measureIdle(site, database, counts.idle), await measureQueued(site), bare);
    say();
    for (const point of await measureMemory(site))
      row(
        `engine memory after ${point.runs} runs, MB`,
        point.memory.toFixed(0),
        "flat",
        `${point.rate.toFixed(0)} runs/s`,
      );
  } finally {
    await site.stop();
    await database.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
