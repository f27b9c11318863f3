import { expect, test, vi } from "vitest";
import { keepRunning } from "./keep-running";
import { Refusal } from "./refusal";

/** Something that runs until the test ends it. */
function fake(pid: number) {
  let end = (_reason: string) => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  return { pid, ended, end, stop: vi.fn(async () => end("signal SIGTERM")) };
}

function watch(starts: (() => ReturnType<typeof fake> | Promise<ReturnType<typeof fake>>)[]) {
  const lines: string[] = [];
  const pids: number[] = [];
  const stop = keepRunning({
    name: "site",
    start: async () => {
      const next = starts.shift();
      if (!next) throw new Error("started too often");
      return next();
    },
    say: (line) => lines.push(line),
    onStart: (pid) => pids.push(pid),
    firstPause: 1,
    longestPause: 1_000,
  });
  return { stop, lines, pids };
}

test("what ends by itself is started again, also when the first new start fails", async () => {
  const [first, second] = [fake(1), fake(2)];
  const failing = () => {
    throw new Refusal("The site ended at once (exit code 1).\nmore of its log");
  };
  const { stop, lines, pids } = watch([() => first, failing, () => second]);
  const end = await stop;
  first.end("signal SIGKILL");
  await vi.waitFor(() => expect(pids).toEqual([1, 2]));
  expect(lines).toEqual([
    "The site ended (signal SIGKILL); starting it again in 0.001 s.",
    "The site ended at once (exit code 1). Next try in 0.002 s.",
    "The site runs again.",
  ]);
  await end();
  expect(second.stop).toHaveBeenCalledOnce();
});

test("what runs again goes on, though that can't be noted", async () => {
  const [first, second] = [fake(1), fake(2)];
  const starts = [first, second];
  const lines: string[] = [];
  const stop = await keepRunning({
    name: "site",
    start: async () => starts.shift() ?? fake(3),
    say: (line) => lines.push(line),
    onStart: (pid) => {
      if (pid === 2) throw new Error("no space left on device");
    },
    firstPause: 1,
    longestPause: 1_000,
  });
  first.end("signal SIGKILL");
  await vi.waitFor(() => expect(lines.slice(1)).toEqual(["no space left on device", "The site runs again."]));
  await stop();
  expect(second.stop).toHaveBeenCalledOnce();
});

test("what is stopped stays stopped", async () => {
  const first = fake(1);
  const { stop, lines } = watch([() => first]);
  await (await stop)();
  expect(lines).toEqual([]);
});

test("what is being started anew when all is stopped is stopped too", async () => {
  const [first, second] = [fake(1), fake(2)];
  let works = () => {};
  const pending = new Promise<void>((resolve) => {
    works = resolve;
  });
  const starting = vi.fn(() => pending.then(() => second));
  const { stop, lines, pids } = watch([() => first, starting]);
  const end = await stop;
  first.end("signal SIGKILL");
  await vi.waitFor(() => expect(starting).toHaveBeenCalledOnce());
  const ended = end();
  works();
  await ended;
  expect(second.stop).toHaveBeenCalledOnce();
  expect([lines.length, pids]).toEqual([1, [1]]);
});

test("a first start that fails is the caller's to tell", async () => {
  await expect(watch([]).stop).rejects.toThrow("started too often");
});
