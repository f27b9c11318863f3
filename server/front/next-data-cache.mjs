// Next's cache for what `use cache` functions return: in this process's memory, bounded by bytes. What is old the
// process's clock says (server/cache-clock.ts), which hears of changes from every process. Plain JavaScript,
// since Next itself loads it, in the build too.
import { LRUCache } from "lru-cache";

/** @type {LRUCache<string, import("next/cache").CacheEntry & { value: Uint8Array }>} */
const entries = new LRUCache({
  maxSize: 32 * 1024 * 1024,
  sizeCalculation: (entry, key) => entry.value.byteLength + key.length + 500,
});

/** What the render under way is made of; see server/front/making.ts. */
function note(tags) {
  globalThis.marqueeMaking?.getStore()?.uses(tags);
}

/** A new stream over the bytes, which each reader needs. */
function streamOf(bytes) {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

export default {
  async get(key) {
    const entry = entries.get(key);
    const now = performance.timeOrigin + performance.now();
    const fresh =
      entry !== undefined &&
      now <= entry.timestamp + entry.revalidate * 1000 &&
      !globalThis.marqueeCacheClock?.changed(entry.tags, entry.timestamp);
    if (fresh) {
      note(entry.tags);
      return { ...entry, value: streamOf(entry.value) };
    }
    entries.delete(key);
    // Next reads it now, once for all who ask meanwhile; see server/front/making.ts.
    globalThis.marqueeReads?.set(key, now);
    return undefined;
  },

  async set(key, pending) {
    try {
      const entry = await pending;
      note(entry.tags);
      const value = new Uint8Array(await new Response(entry.value).arrayBuffer());
      entries.set(key, { ...entry, value });
    } finally {
      globalThis.marqueeReads?.delete(key);
    }
  },

  async refreshTags() {},

  /** No tags but those of the entries: nothing is dropped by its path. */
  async getExpiration() {
    return 0;
  },

  async updateTags(tags) {
    globalThis.marqueeCacheClock?.mark(tags);
  },
};
