// Next's cache of whole pages: its own, but for the question what is old. Next compares the moment a page was kept
// with the moment a tag was dropped, so a page that read the old state and was kept a moment after would pass as
// fresh. Here a page counts from when its making began, and one that the build made isn't shown if data is in it.
import FileSystemCache from "next/dist/server/lib/incremental-cache/file-system-cache.js";

/** Pages, and when their making began. @type {WeakMap<object, number>} */
const begun = new WeakMap();

function making() {
  return globalThis.marqueeMaking?.getStore();
}

/** The tags of data; Next's own name paths, and nothing is dropped by its path. */
function tagsOf(value) {
  const header = value?.headers?.["x-next-cache-tags"];
  return typeof header === "string" ? header.split(",").filter((tag) => !tag.startsWith("_N_T_")) : [];
}

const Base = FileSystemCache.default ?? FileSystemCache;

export default class PageCache extends Base {
  async get(key, context) {
    const found = await super.get(key, context);
    if (!found?.value) return found;
    const tags = tagsOf(found.value);
    if (tags.length > 0) {
      const since = begun.get(found.value);
      const lives = (found.cacheControl?.revalidate || Number.POSITIVE_INFINITY) * 1000;
      if (since === undefined || globalThis.marqueeCacheClock?.changed(tags, since)) return null;
      if (performance.timeOrigin + performance.now() > since + lives) return null;
      making()?.began(since);
    }
    making()?.seen(tags);
    return found;
  }

  async set(key, data, context) {
    const now = making();
    if (data && now) {
      begun.set(data, now.since);
      now.seen(tagsOf(data));
    }
    await super.set(key, data, context);
  }

  async revalidateTag(tags) {
    globalThis.marqueeCacheClock?.mark([tags].flat());
  }
}
