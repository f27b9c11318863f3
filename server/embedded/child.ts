import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { LogFile } from "./log-file";
import { projectRoot } from "./migrations-folder";
import { codeOf, Refusal } from "./refusal";

const leash = new URL("./leash.mjs", import.meta.url).href;
/** What makes Node run TypeScript, for `--import`. */
export const tsxLoader = pathToFileURL(join(projectRoot, "node_modules", "tsx", "dist", "loader.mjs")).href;

/** What to run with Node: arguments, environment, and where its words go. */
export interface Program {
  /** The first is a file of the project; a `.ts` file is run through tsx. */
  args: string[];
  /** For Node itself. */
  flags?: readonly string[];
  env: Record<string, string>;
  log: LogFile;
  /** Modules that Node loads before it. */
  preload?: string[];
}

/** A started process. */
export interface Instance {
  pid: number;
  /** Settles with "exit code 1" or "signal SIGKILL" when it has ended. */
  ended: Promise<string>;
  /** Asks it to end, and kills its whole group when it hasn't after some seconds. */
  stop(): Promise<void>;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
}

/** Starts a program in a process group of its own, tied to this process's life. */
export function startProgram({ args, flags = [], env, log, preload = [] }: Program): Instance {
  const modules = [leash, ...preload, ...(args[0]?.endsWith(".ts") ? [tsxLoader] : [])];
  const loaders = modules.flatMap((module) => ["--import", module]);
  const child = spawn(process.execPath, [...flags, ...loaders, ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...env, MARQUEE_SUPERVISOR: String(process.pid) },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true, // Ctrl-C in a terminal reaches the supervisor only, which stops things in order.
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => log.write(chunk));
  }
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => {
      killGroup(child); // Its own children, if it left any.
      resolve(signal ? `signal ${signal}` : `exit code ${code}`);
    });
  });
  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => killGroup(child), 8_000);
    await ended;
    clearTimeout(timer);
  };
  return { pid: child.pid ?? 0, ended, stop };
}

/**
 * Runs a program to its end.
 * @throws Refusal that names the task and its last words when its exit code isn't 0
 */
export async function runTask(task: string, program: Program, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) throw new Refusal(`${task} was interrupted.`);
  const instance = startProgram(program);
  const interrupt = () => void instance.stop();
  signal?.addEventListener("abort", interrupt, { once: true });
  const end = await instance.ended;
  signal?.removeEventListener("abort", interrupt);
  if (signal?.aborted) throw new Refusal(`${task} was interrupted.`);
  if (end === "exit code 0") return;
  throw new Refusal(`${task} failed (${end}):\n${program.log.lastLines(30).join("\n")}`);
}

/** A file beside this one, as a path. */
export function besideThis(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
