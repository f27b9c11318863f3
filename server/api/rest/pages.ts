interface Numbers {
  page: number;
  pageSize: number;
  total: number;
}

/** The address of another page of the same query. */
function linkTo(url: string, page: number): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.set("page", String(page));
  return `${pathname}?${searchParams}`;
}

/** A page's JSON around its data, which is JSON already: numbers, links to the next and previous page, and more. */
export function pageBody(
  url: string,
  data: string,
  { page, pageSize, total }: Numbers,
  more: Record<string, unknown> = {},
): string {
  const last = Math.max(1, Math.ceil(total / pageSize));
  const links = {
    next: page < last ? linkTo(url, page + 1) : null,
    prev: page > 1 ? linkTo(url, Math.min(page - 1, last)) : null,
  };
  return `{"data":${data},${JSON.stringify({ page, pageSize, total, ...more, links }).slice(1)}`;
}
