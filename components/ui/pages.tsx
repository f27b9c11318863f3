import { count } from "./format";
import { HoverLink } from "./hover-link";

/** The page numbers to offer: first, last, this one and its neighbours; null is a gap. */
export function pageNumbers(page: number, pages: number): (number | null)[] {
  const wanted = [1, page - 1, page, page + 1, pages];
  const shown = [...new Set(wanted)].filter((each) => each >= 1 && each <= pages).sort((a, b) => a - b);
  return shown.flatMap((each, index) => {
    const previous = shown[index - 1] ?? each - 1;
    if (each - previous === 1) return [each];
    return each - previous === 2 ? [each - 1, each] : [null, each];
  });
}

const cell =
  "numeral grid min-h-11 min-w-11 place-content-center rounded-[3px] px-2 text-lg hover:bg-sunk hover:text-bulb";

/** Numbered pages under a list; nothing where all fits on one. */
export function Pages({
  page,
  pages,
  label,
  href,
}: {
  page: number;
  pages: number;
  label: string;
  href: (page: number) => string;
}) {
  if (pages <= 1) return null;
  return (
    <nav aria-label={label} className="mt-8 flex flex-wrap items-center justify-center gap-x-0.5 gap-y-2">
      {page > 1 && (
        <HoverLink href={href(page - 1)} rel="prev" className={cell} aria-label="Previous page">
          ←
        </HoverLink>
      )}
      {pageNumbers(page, pages).map((each, index) =>
        each === null ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a gap has no other name
          <span key={`gap-${index}`} aria-hidden="true" className="px-1 text-soft">
            …
          </span>
        ) : (
          <HoverLink
            key={each}
            href={href(each)}
            aria-label={`Page ${count(each)}`}
            aria-current={each === page ? "page" : undefined}
            className={
              each === page
                ? `${cell} bg-ink text-ground hover:bg-ink hover:text-ground`
                : Math.abs(each - page) === 1 && each !== 1 && each !== pages
                  ? `${cell} max-sm:hidden`
                  : cell
            }
          >
            {count(each)}
          </HoverLink>
        ),
      )}
      {page < pages && (
        <HoverLink href={href(page + 1)} rel="next" className={cell} aria-label="Next page">
          →
        </HoverLink>
      )}
    </nav>
  );
}
