import Link from "next/link";
import type { ListView } from "@/server/ranking/schema";
import { count } from "../ui/format";
import { listHref } from "./links";

const rows = [
  { kinds: ["all", "trending"], name: "Whole catalogue" },
  { kinds: ["genre"], name: "Genres" },
  { kinds: ["decade"], name: "Decades" },
] as const;

/** The other lists as chips with their counts; a row scrolls sideways on a phone. */
export function ListChips({ lists, current }: { lists: ListView[]; current: string | null }) {
  return (
    <nav aria-label="Other lists" className="grid gap-2.5">
      {rows.map((row) => {
        const shown = lists.filter((list) => row.kinds.some((kind) => kind === list.kind));
        return shown.length === 0 || (current === null && row.name === "Whole catalogue") ? null : (
          <ul
            key={row.name}
            aria-label={row.name}
            className="-mx-4 flex gap-2 overflow-x-auto px-4 pb-1 [scrollbar-width:none] md:mx-0 md:flex-wrap md:overflow-visible md:p-0"
          >
            {shown.map((list) => (
              <li key={list.slug}>
                <Link
                  href={listHref(list.slug)}
                  className="chip"
                  aria-current={list.slug === current ? "page" : undefined}
                >
                  {list.title}
                  <span className="text-xs opacity-70">{count(list.total)}</span>
                </Link>
              </li>
            ))}
          </ul>
        );
      })}
    </nav>
  );
}
