import { type ChildProcess, spawn } from "node:child_process";
import { on, once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

const program = fileURLToPath(new URL("../testing/workers-program.ts", import.meta.url));

let running: ChildProcess | undefined;

afterEach(async () => {
  if (!running || running.exitCode !== null) return;
  const ended = once(running, "exit");
  running.kill("SIGTERM");
  await ended;
});

/** Runs so many processes; those that `failing` names, as they are started, end before they answer. */
function run(count: number, failing: readonly number[] = []) {
  const child = spawn(process.execPath, ["--import", "tsx", program, String(count), failing.join()], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, LOG_LEVEL: "silent" },
  });
  running = child;
  const lines = on(createInterface({ input: child.stdout }), "line", { close: ["close"] });
  const said: string[] = [];
  /** The process numbers of those that said it. */
  const pids = (what: string) =>
    said.filter((line) => line.startsWith(`${what} `)).map((line) => Number(line.slice(what.length)));
  const until = async (holds: () => boolean) => {
    while (!holds()) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`It ended, having said:\n${said.join("\n")}`);
      said.push(String(value));
    }
  };
  return { child, said, pids, until };
}

/** The most processes that there were at once. */
function mostAtOnce(said: readonly string[]): number {
  let alive = 0;
  const counts = said.map((line) => {
    if (line.startsWith("began")) alive++;
    if (line.startsWith("ended")) alive--;
    return alive;
  });
  return Math.max(...counts);
}

test("it is ready with the first process; another one that doesn't start is tried again, once at a time", async () => {
  const { said, pids, until } = run(2, [2, 3]);
  await until(() => said.includes("ready"));
  expect(pids("answers")).toHaveLength(1);
  await until(() => pids("answers").length === 2);
  expect(pids("began")).toHaveLength(4);
  expect(mostAtOnce(said)).toBe(2);
});

test("a process that was killed has one successor, however often that one fails first", async () => {
  const { said, pids, until } = run(2, [3, 4, 5]);
  await until(() => pids("answers").length === 2);
  const [, second = 0] = pids("answers");
  process.kill(second, "SIGKILL");
  said.push(`ended ${second}`);
  await until(() => pids("answers").length === 3);
  expect(pids("began")).toHaveLength(6);
  expect(mostAtOnce(said)).toBe(2);
});

test("the first process that doesn't start is said at once", async () => {
  const { child } = run(2, [1]);
  const [code] = await once(child, "exit");
  expect(code).not.toBe(0);
});

test("those that answer are replaced one by one, also while another one comes up", async () => {
  const { child, said, pids, until } = run(3, [3]);
  await until(() => pids("answers").length === 2);
  const old = pids("answers");
  child.kill("SIGUSR2");
  await until(() => said.includes("replaced"));
  expect(pids("ended")).toEqual(expect.arrayContaining(old));
  await until(() => pids("answers").length === 5);
});

test("one that is killed while others are replaced has one successor, not two", async () => {
  const { child, said, pids, until } = run(2);
  await until(() => pids("answers").length === 2);
  const [, second = 0] = pids("answers");
  child.kill("SIGUSR2");
  await until(() => pids("began").length === 3);
  process.kill(second, "SIGKILL");
  await until(() => said.includes("replaced") && pids("answers").length === 4);
  expect(pids("began")).toHaveLength(4);
});

test("whose replacement doesn't start goes on", async () => {
  const { child, said, pids, until } = run(2, [3]);
  await until(() => pids("answers").length === 2);
  child.kill("SIGUSR2");
  await until(() => said.includes("not replaced"));
  const [replacement] = pids("began").slice(2);
  expect(pids("ended")).toEqual([replacement]);
});
