import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { processorSeconds } from "./processes";

/** An address to measure, and what one measurement of it gave. */
export interface Target {
  name: string;
  url: string;
  /** A token, with which the site makes its answer anew instead of giving the one that it keeps. */
  token?: string;
  /** Writes, taken in turn, instead of reads of the address. */
  writes?: readonly Write[];
  /** Processes that serve it, with those below them; their processor time is counted. */
  processes: readonly number[];
}

/** A request with a JSON body. */
export interface Write {
  method: "POST" | "PUT" | "DELETE";
  path: string;
  body: string;
  token?: string;
}

interface Sample {
  rate: number;
  /** Processor milliseconds a request. */
  processor: number;
  p50: number;
  p99: number;
  errors: number;
}

/** Medians over the rounds: requests a second with the range, milliseconds, and the ratio to a target. */
export interface Measured extends Sample {
  name: string;
  low: number;
  high: number;
  /** Median of the rounds' ratios to the rate of the first target. */
  ratio: number;
}

/** wrk's script: the writes, where there are any, and a line that is read afterwards. */
function scriptOf(writes: readonly Write[] = []): string {
  const quoted = (text: string) => `[==[${text}]==]`;
  const lines = writes.map(({ method, path, body, token }) => {
    const authorization = token ? `["Authorization"]=${quoted(`Bearer ${token}`)},` : "";
    return `{${quoted(method)},${quoted(path)},{${authorization}["Content-Type"]="application/json"},${quoted(body)}}`;
  });
  const requests = `local writes = {${lines.join(",\n")}}
local at = 0
function request()
  at = at % #writes + 1
  local one = writes[at]
  return wrk.format(one[1], one[2], one[3], one[4])
end
`;
  return `${writes.length > 0 ? requests : ""}${REPORT}`;
}

const REPORT = `function done(summary, latency)
  local e = summary.errors
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.status + e.connect + e.read + e.write + e.timeout))
end
`;

/** The value below which a part `q` of the numbers lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** What other work took of the processors before each measurement, in per cent; zeros where /proc isn't. */
export const otherWork: number[] = [];

/** Half a processor, in per cent of all. */
const QUIET = 50 / cpus().length;
/** Looks of half a second. */
const MOST_LOOKS = 20;

/** Lets what the target before has left to do end, such as publishing votes, for 10 s at most: it isn't this one's. */
async function awaitQuiet(): Promise<void> {
  let busy = await lookAround();
  for (let looks = 1; busy > QUIET && looks < MOST_LOOKS; looks++) busy = await lookAround();
  otherWork.push(busy);
}

/** What anybody takes of the processors, in per cent; 0 where /proc isn't. */
async function lookAround(): Promise<number> {
  const read = () => {
    try {
      const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n");
      return line.split(/\s+/).slice(1, 9).map(Number);
    } catch {
      return [];
    }
  };
  const before = read();
  await pause(500);
  const spent = read().map((ticks, at) => ticks - (before[at] ?? 0));
  const all = spent.reduce((sum, ticks) => sum + ticks, 0);
  return all > 0 ? 100 * (1 - ((spent[3] ?? 0) + (spent[4] ?? 0)) / all) : 0;
}

function wrk(script: string, { url, token, processes }: Target, seconds: number): Promise<Sample> {
  const before = processorSeconds(processes);
  return new Promise((resolve, reject) => {
    const header = token === undefined ? [] : ["-H", `Authorization: Bearer ${token}`];
    const options = ["-t1", "-c16", `-d${seconds}s`, "--timeout", "10s", ...header, "-s", script];
    const run = spawn("wrk", [...options, url]);
    let out = "";
    run.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    run.on("error", () => reject(new Error("wrk isn't there; on Debian: apt-get install wrk")));
    run.on("close", () => {
      const line = /^RESULT (.*)$/m.exec(out)?.[1];
      if (!line) return reject(new Error(`wrk said nothing of ${url}`));
      const [requests = 0, micros = 1, p50 = 0, p99 = 0, errors = 0] = line.split(" ").map(Number);
      const processor = (1_000 * (processorSeconds(processes) - before)) / Math.max(1, requests);
      resolve({ rate: requests / (micros / 1e6), processor, p50: p50 / 1_000, p99: p99 / 1_000, errors });
    });
  });
}

/** Loads each target in turn, round after round (A B C A B C …), so that noise falls on all alike. */
export async function measure(
  targets: readonly Target[],
  rounds: number,
  seconds: number,
): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), "marquee-bench-"));
  const scriptFor = (target: Target) => join(folder, `${targets.indexOf(target)}.lua`);
  for (const target of targets) writeFileSync(scriptFor(target), scriptOf(target.writes));
  try {
    const samples = targets.map((): Sample[] => []);
    for (const target of targets) {
      const { name, url } = target;
      const answer = await fetch(url);
      if (answer.status !== 200)
        throw new Error(`${name}: ${url} answers ${answer.status}; nothing is measured.`);
      await answer.arrayBuffer();
      await wrk(scriptFor(target), target, 6); // until it is compiled and cached as it will be
    }
    for (let round = 0; round < rounds; round++)
      for (const [at, target] of targets.entries()) {
        await awaitQuiet();
        samples[at]?.push(await wrk(scriptFor(target), target, seconds));
      }
    const base = samples[0] ?? [];
    return targets.map(({ name }, at) => {
      const own = samples[at] ?? [];
      const rates = own.map((sample) => sample.rate);
      return {
        name,
        rate: quantile(rates, 0.5),
        low: Math.min(...rates),
        high: Math.max(...rates),
        p50: quantile(
          own.map((sample) => sample.p50),
          0.5,
        ),
        p99: quantile(
          own.map((sample) => sample.p99),
          0.5,
        ),
        processor: quantile(
          own.map((sample) => sample.processor),
          0.5,
        ),
        errors: own.reduce((sum, sample) => sum + sample.errors, 0),
        ratio: quantile(
          own.map((sample, round) => sample.rate / (base[round]?.rate ?? Number.NaN)),
          0.5,
        ),
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
