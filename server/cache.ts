import { revalidatePath, revalidateTag } from "next/cache";

export { tags } from "./cache-tags";

/**
 * Drops what is cached under these tags: "now", so that the next request is made anew, or "soon", so
 * that it still gets the old bytes while new ones are made. Only within a request; the only caller of
 * `revalidateTag`.
 */
export function invalidate(stale: readonly string[], when: "now" | "soon"): void {
  for (const tag of new Set(stale)) revalidateTag(tag, when === "now" ? { expire: 0 } : "max");
}

let inherited = true;

/**
 * Drops, once a process, every page that it did not make itself: those of the build show the films of
 * that day. The first readiness check of a new process comes before its first visitor.
 */
export function dropInheritedPages(): void {
  if (!inherited) return;
  revalidatePath("/", "layout");
  inherited = false;
}
