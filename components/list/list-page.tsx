import type { ListView, RankedPage } from "@/server/ranking/schema";
import { count, plural, time } from "../ui/format";
import { Pages } from "../ui/pages";
import { HowRanked } from "./how-ranked";
import { listHref } from "./links";
import { ListChips } from "./list-chips";
import { RankedList } from "./ranked-list";
import { rowOf } from "./row";

/** A page of a ranked list. */
export function ListPage({ ranked, lists }: { ranked: RankedPage; lists: ListView[] }) {
  const { list, page, pages, entries } = ranked;
  const last = entries.at(-1)?.position;
  return (
    <div className="wrap">
      <div className="pt-5 pb-4 sm:pt-10 sm:pb-6">
        <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-2">
          <h1 className="text-[2rem] sm:text-6xl">
            {list.title}
            {page > 1 && <span className="sr-only">, page {count(page)}</span>}
          </h1>
          <p className="text-[0.86rem] text-soft">
            {plural(list.total, "film")}
            {list.computedAt && (
              <>
                , computed <time dateTime={list.computedAt}>{time(list.computedAt)}</time>
              </>
            )}
          </p>
        </div>
        <HowRanked list={list} />
      </div>
      <ListChips lists={lists} current={list.slug} />
      <div className="mt-6">
        {entries.length > 0 ? (
          <RankedList rows={entries.map((entry) => rowOf(entry, list.formula))} />
        ) : (
          <p className="border-t border-line py-10 text-soft">
            No film has enough votes for this list yet. A film enters with{" "}
            {plural(list.parameters.minimumWeight, "full vote")}: rate some and it fills.
          </p>
        )}
      </div>
      <Pages
        page={page}
        pages={pages}
        label={`Pages of ${list.title}`}
        href={(each) => listHref(list.slug, each)}
      />
      {last && pages > 1 && (
        <p className="mt-3 text-center text-[0.86rem] text-soft">
          {count(entries[0]?.position ?? 1)} to {count(last)} of {count(list.total)}
        </p>
      )}
    </div>
  );
}
