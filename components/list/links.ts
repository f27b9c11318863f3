/** The address of a list's page; the first has no number. */
export function listHref(slug: string, page = 1): string {
  return page === 1 ? `/lists/${slug}` : `/lists/${slug}/${page}`;
}

/** A page number as it stands in an address; null for what is none. */
export function pageNumber(text: string): number | null {
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : null;
}
