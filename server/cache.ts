import { revalidateTag } from "next/cache";

/** The names of everything that public pages are made of. */
export const tags = {
  /** A film's own facts: title, credits, its stats and histogram. */
  movie: (id: number) => `movie:${id}`,
  /** A list's standing edition. */
  list: (slug: string) => `list:${slug}`,
  /** Which lists there are, with their totals. */
  lists: () => "lists",
  /** Which genres there are. */
  genres: () => "genres",
} as const;

/**
 * Drops what is cached under these tags: "now", so that the next request is made anew, or "soon", so
 * that it still gets the old bytes while new ones are made. Only within a request; the only caller of
 * `revalidateTag`.
 */
export function invalidate(stale: readonly string[], when: "now" | "soon"): void {
  for (const tag of new Set(stale)) revalidateTag(tag, when === "now" ? { expire: 0 } : "max");
}
