import type { ListView } from "@/server/ranking/schema";
import { count } from "../ui/format";
import { HoverLink } from "../ui/hover-link";
import { listHref } from "./links";

const rows = [
  { kind: "genre", name: "Genres" },
  { kind: "decade", name: "Decades" },
] as const;

/**
 * Lists by genre and decade as chips with their counts; a row scrolls sideways on a phone. There
 * are too many to fetch them all; the one that is pointed at is.
 */
export function ListChips({ lists, current }: { lists: ListView[]; current: string | null }) {
  return (
    <nav aria-label="Other lists" className="grid gap-2.5">
      {rows.map((row) => {
        // The one that is shown comes first, so that it is in sight where the row scrolls.
        const shown = lists
          .filter((list) => list.kind === row.kind)
          .sort((a, b) => Number(b.slug === current) - Number(a.slug === current));
        return shown.length === 0 ? null : (
          <ul
            key={row.name}
            aria-label={row.name}
            className="-mx-4 flex gap-2 overflow-x-auto px-4 pb-1 [scrollbar-width:none] md:mx-0 md:flex-wrap md:overflow-visible md:p-0"
          >
            {shown.map((list) => (
              <li key={list.slug}>
                <HoverLink
                  href={listHref(list.slug)}
                  className="chip"
                  aria-current={list.slug === current ? "page" : undefined}
                >
                  {list.title.replace(/^The (?=\d)/, "")}
                  <span className="text-xs opacity-70">{count(list.total)}</span>
                </HoverLink>
              </li>
            ))}
          </ul>
        );
      })}
    </nav>
  );
}
