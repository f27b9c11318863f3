import { AsyncLocalStorage } from "node:async_hooks";
import { cacheClock } from "../cache-clock";

/**
 * An answer that Next is making: since when, and of what. Next's cache handlers tell it, for they are called
 * within it. Renders that run at once share what `use cache` functions read, and who joins such a read isn't told:
 * so a making counts from the beginning of the oldest read that was under way when it began.
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
  /** Reads for Next's data cache that are under way, by their keys, and when they began. */
  var marqueeReads: Map<string, number> | undefined;
}

const storage = new AsyncLocalStorage<Making>();
globalThis.marqueeMaking = storage;

const reads = new Map<string, number>();
globalThis.marqueeReads = reads;

/** Milliseconds, longer than the database lets a statement take: a read that old is none any more. */
const LONGEST_READ = 60_000;

/** When what a making that begins now may share was read at the earliest. */
function earliest(now: number): number {
  let first = now;
  for (const [key, began] of reads) {
    if (began < now - LONGEST_READ) reads.delete(key);
    else first = Math.min(first, began);
  }
  return first;
}

/** Has Next make an answer; `work` settles when it is through. */
export async function make<Result>(work: (making: Making) => Promise<Result>): Promise<Result> {
  const making = new Making(earliest(cacheClock().now()));
  return await storage.run(making, () => work(making));
}
