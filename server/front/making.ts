import { AsyncLocalStorage } from "node:async_hooks";
import { cacheClock } from "../cache-clock";

/**
 * An answer that Next is making: since when, and of what. Next's cache handlers tell it, for they are called
 * within it. Renders that run at once may share results, and a shared one is as old as the oldest of them: so a
 * making counts from the beginning of the oldest that runs.
 */
export class Making {
  #since: number;
  readonly tags = new Set<string>();
  /** Whether a cache of whole pages took part: only then the tags are all there are. */
  whole = false;

  constructor(since: number) {
    this.#since = since;
  }

  /** On the process's steady clock. */
  get since(): number {
    return this.#since;
  }

  /** A part of it is older. */
  began(since: number): void {
    this.#since = Math.min(this.#since, since);
  }

  /** Data with these tags is in it. */
  uses(tags: readonly string[]): void {
    for (const tag of tags) this.tags.add(tag);
  }

  /** A whole page, with all of its tags, was taken from a cache or put there. */
  seen(tags: readonly string[]): void {
    this.whole = true;
    this.uses(tags);
  }

  /** Whether something that it is made of changed since it began. */
  isOld(): boolean {
    return cacheClock().changed(this.tags, this.#since);
  }
}

declare global {
  /** Where Next's cache handlers find the making that they are called in. */
  var marqueeMaking: AsyncLocalStorage<Making> | undefined;
}

const storage = new AsyncLocalStorage<Making>();
globalThis.marqueeMaking = storage;

const running = new Set<Making>();

/** Has Next make an answer; `work` settles when it is through. */
export async function make<Result>(work: (making: Making) => Promise<Result>): Promise<Result> {
  const making = new Making(cacheClock().now());
  // The first of a set is the oldest.
  for (const other of running) making.began(other.since);
  running.add(making);
  try {
    return await storage.run(making, () => work(making));
  } finally {
    running.delete(making);
  }
}
