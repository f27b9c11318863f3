import { randomBytes } from "node:crypto";
import { once } from "node:events";
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

interface Idle {
  /** From an event's sending to the beginning of the function's step, ms. */
  begun: number[];
  /** From an event's sending to the commit that ends its run, ms. */
  ended: number[];
}

/**
 * Events one at a time, when nothing else is to be done. The database tells of each end as it is committed: asking
 * for it would load engine and database, and `finished_at` is the moment before the writing.
 */
async function measureIdle(site: EngineSite, database: pg.Client, tries: number): Promise<Idle> {
  const times: Idle = { begun: [], ended: [] };
  for (let at = 0; at < tries; at++) {
    site.ended.length = 0;
    const told = once(database, "notification");
    const sent = performance.now();
    await site.send(1);
    const [{ payload }] = z.tuple([z.object({ payload: z.string() })]).parse(await told);
    if (payload !== "completed") throw new Error(`A run ended otherwise: ${payload}.`);
    times.ended.push(performance.now() - sent);
    times.begun.push((site.ended[0] ?? Number.NaN) - sent);
  }
  return times;
}

/** Has the database tell of each run's end when it is committed. */
async function listen(database: pg.Client): Promise<void> {
  await database.query(`
    CREATE FUNCTION bench_tell() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_notify('bench_ended', new.state); RETURN NULL; END $$;
    CREATE TRIGGER bench_tell AFTER UPDATE OF state ON inngest_engine.runs
      FOR EACH ROW WHEN (new.state <> 'running') EXECUTE FUNCTION bench_tell();
    LISTEN bench_ended`);
}

/** Ends that. */
async function unlisten(database: pg.Client): Promise<void> {
  await database.query("UNLISTEN bench_ended; DROP TRIGGER bench_tell ON inngest_engine.runs");
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
  if (site.ended.length !== counts.queued)
    throw new Error(`${counts.queued} runs were queued, and ${site.ended.length} steps ran.`);
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

function report(idle: Idle, rate: number, bare: BareQueue): void {
  const p50 = quantile(idle.ended, 0.5);
  row("", "measured", "wanted", "x bare queue");
  row("bare INSERT + SKIP LOCKED, p50 ms", bare.p50.toFixed(2), "", "1");
  row("bare INSERT + SKIP LOCKED, jobs/s", bare.rate.toFixed(0), "", "1");
  row("idle event to the step's beginning, p50 ms", quantile(idle.begun, 0.5).toFixed(0), "", "");
  row("idle event to finished, p50 ms", p50.toFixed(0), "< 60", (p50 / bare.p50).toFixed(1));
  row("idle event to finished, p95 ms", quantile(idle.ended, 0.95).toFixed(0), "", "");
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
    await listen(database);
    await measureIdle(site, database, 10); // Not counted: everything is slower the first time.
    const idle = await measureIdle(site, database, counts.idle);
    await unlisten(database); // Telling isn't part of what follows.
    report(idle, await measureQueued(site), bare);
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
