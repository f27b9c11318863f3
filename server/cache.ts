import { revalidateTag } from "next/cache";

export { tags } from "./cache-tags";

/**
 * Drops what is cached under these tags: "now", so that the next request is made anew, or "soon", so
 * that it still gets the old bytes while new ones are made. Only within a request; the only caller of
 * `revalidateTag`.
 */
export function invalidate(stale: readonly string[], when: "now" | "soon"): void {
  for (const tag of new Set(stale)) revalidateTag(tag, when === "now" ? { expire: 0 } : "max");
}
