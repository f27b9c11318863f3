/** Most tags remembered one by one; past that, everything counts as changed. */
const MOST = 200_000;

/**
 * When this process learned that something cached went stale: for each tag a moment on the process's own
 * steady clock, which no correction of the time of day moves. What was begun at `since` or before such a moment
 * may hold the old state; what was begun after it was read after the change had been committed.
 */
export class CacheClock {
  readonly #changed = new Map<string, number>();
  #everything = Number.NEGATIVE_INFINITY;
  /** How often something was marked: as long as it stays the same, nothing new went stale. */
  marks = 0;

  /** Milliseconds, as `use cache` counts them for its entries. */
  now(): number {
    return performance.timeOrigin + performance.now();
  }

  /** These tags changed, at the latest now. */
  mark(tags: readonly string[]): void {
    if (tags.length === 0) return;
    if (this.#changed.size + tags.length > MOST) {
      this.markAll();
      return;
    }
    this.marks++;
    const now = this.now();
    for (const tag of tags) this.#changed.set(tag, now);
  }

  /** Anything may have changed. */
  markAll(): void {
    this.marks++;
    this.#everything = this.now();
    this.#changed.clear();
  }

  /** Whether something that was begun at `since`, and is made of these tags, may be old. */
  changed(tags: Iterable<string>, since: number): boolean {
    if (this.#everything >= since) return true;
    for (const tag of tags) if ((this.#changed.get(tag) ?? Number.NEGATIVE_INFINITY) >= since) return true;
    return false;
  }
}

declare global {
  /** The process's one clock: the front, Next's cache handlers and the bundled site share it. */
  var marqueeCacheClock: CacheClock | undefined;
  /** Reads from the database what changed; there where the process follows the changes. */
  var marqueeLearnChanges: (() => Promise<void>) | undefined;
}

/** The process's clock. */
export function cacheClock(): CacheClock {
  globalThis.marqueeCacheClock ??= new CacheClock();
  return globalThis.marqueeCacheClock;
}
