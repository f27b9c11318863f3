import { PAGE_SIZE } from "@/server/ranking/schema";

/** The address of a list's page; the first has no number. */
export function listHref(slug: string, page = 1): string {
  return page === 1 ? `/lists/${slug}` : `/lists/${slug}/${page}`;
}

/** The address of a position: its list's page, at its row. */
export function placeHref(slug: string, position: number): string {
  return `${listHref(slug, Math.ceil(position / PAGE_SIZE))}#rank-${position}`;
}

/** A page number as it stands in an address; null for what is none. */
export function pageNumber(text: string): number | null {
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : null;
}
