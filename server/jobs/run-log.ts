import { db } from "../db";
import { tellRunLines } from "../observability/logger";
import { storable } from "../storable";

/** How many of its last log lines a run keeps. */
export const LINES_KEPT = 500;

/** How long lines gather before they are written, in milliseconds. */
const GATHER = 250;

/** When they are tried again where the database didn't take them, in milliseconds. */
const RETRY = 2_000;

interface Line {
  runId: string;
  at: Date;
  text: string;
}

let waiting: Line[] = [];
let timer: NodeJS.Timeout | undefined;
let writing: Promise<void> = Promise.resolve();

/** Keeps what is logged within runs in `job_log` too, where the desk shows it; the log file has it all. */
export function keepRunLines(): void {
  tellRunLines((runId, text) => {
    waiting.push({ runId, at: new Date(), text });
    // Where the database is away the newest lines are worth most.
    if (waiting.length > 4 * LINES_KEPT) waiting = waiting.slice(-2 * LINES_KEPT);
    timer ??= setTimeout(() => void flushRunLines(), GATHER).unref();
  });
}

/** Writes the lines that wait. Doesn't throw: what can't be written is tried again. */
export function flushRunLines(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  writing = writing.then(async () => {
    const lines = waiting;
    waiting = [];
    try {
      if (lines.length > 0) await write(lines);
    } catch {
      // Not a word of it: in a run's context the complaint would be one more line to write.
      waiting = [...lines, ...waiting].slice(-2 * LINES_KEPT);
      timer ??= setTimeout(() => void flushRunLines(), RETRY).unref();
    }
  });
  return writing;
}

async function write(lines: Line[]): Promise<void> {
  await db().jobLog.createMany({
    data: lines.map(({ runId, at, text }) => ({ runId, at, line: parsed(text) })),
  });
  const runs = [...new Set(lines.map((line) => line.runId))];
  await db().$executeRaw`
    delete from job_log using unnest(${runs}::text[]) as run (id)
    where job_log.run_id = run.id and job_log.id <= (
      select last.id from job_log last where last.run_id = run.id order by last.id desc offset ${LINES_KEPT} limit 1)`;
}

function parsed(text: string) {
  try {
    return storable(JSON.parse(text), 8_192);
  } catch {
    return storable({ message: text }, 8_192);
  }
}
