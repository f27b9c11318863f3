import { setTimeout as delay } from "node:timers/promises";
import { messageOf, Refusal } from "./refusal";

/** Something that runs until it ends or is stopped. */
export interface Runnable {
  pid: number;
  ended: Promise<unknown>;
  stop(): Promise<void>;
}

interface Watch<Kind extends Runnable> {
  /** For people: "site". */
  name: string;
  /** Starts it; settles when it works. */
  start: () => Promise<Kind>;
  say: (line: string) => void;
  /** Told its process number at every start. */
  onStart: (pid: number) => void;
  /** Told of the first start. */
  onFirst?: (first: Kind) => void;
  /** Milliseconds before the first new start; doubles with each until the longest one. */
  firstPause?: number;
  longestPause: number;
}

const steadyAfter = 60_000;

/**
 * Starts something and starts it again whenever it ends by itself, with growing pauses; a minute of steady
 * running makes the pauses short again.
 * @returns a function that ends it for good
 * @throws what the first start throws
 */
export async function keepRunning<Kind extends Runnable>(watch: Watch<Kind>): Promise<() => Promise<void>> {
  const { name, start, say, onStart, firstPause = 500, longestPause } = watch;
  const stopping = new AbortController();
  let current = await start();
  watch.onFirst?.(current);
  onStart(current.pid);
  const look = async () => {
    let pause = firstPause;
    let since = Date.now();
    while (!stopping.signal.aborted) {
      const end = await current.ended;
      if (stopping.signal.aborted) return;
      if (Date.now() - since > steadyAfter) pause = firstPause;
      say(
        `The ${name} ended${typeof end === "string" ? ` (${end})` : ""}; starting it again in ${pause / 1_000} s.`,
      );
      for (;;) {
        await delay(pause, undefined, { signal: stopping.signal }).catch(() => {});
        if (stopping.signal.aborted) return;
        pause = Math.min(pause * 2, longestPause);
        try {
          current = await start();
          break;
        } catch (error) {
          const [reason] = messageOf(error).split("\n"); // The rest is in its log.
          say(`${reason} Next try in ${pause / 1_000} s.`);
        }
      }
      if (stopping.signal.aborted) return;
      since = Date.now();
      try {
        onStart(current.pid);
      } catch (error) {
        say(messageOf(error)); // It runs, though on a full disk that can't be noted.
      }
      say(`The ${name} runs again.`);
    }
  };
  const watching = look();
  return async () => {
    stopping.abort();
    const stopped = current;
    await stopped.stop();
    await watching;
    if (current !== stopped) await current.stop(); // A new start was under way.
  };
}

/**
 * Waits until `works` says so.
 * @throws Refusal when the process ends first, or after `milliseconds`
 */
export async function waitUntil(
  works: () => Promise<boolean>,
  process: { name: string; ended: Promise<unknown>; lastWords: () => string },
  milliseconds: number,
): Promise<void> {
  let end: unknown;
  void process.ended.then((reason) => {
    end = reason ?? "it ended";
  });
  const until = Date.now() + milliseconds;
  while (!(await works())) {
    if (end !== undefined)
      throw new Refusal(`The ${process.name} ended at once (${end}).\n${process.lastWords()}`);
    if (Date.now() > until)
      throw new Refusal(`The ${process.name} doesn't answer after ${milliseconds / 1_000} s.`);
    await delay(50);
  }
}
