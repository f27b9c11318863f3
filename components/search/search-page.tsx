import type { FoundMovies } from "@/server/catalog/schema";
import { rowOfFilm } from "../list/row";
import { count, plural } from "../ui/format";
import { HoverLink } from "../ui/hover-link";
import { Pages } from "../ui/pages";
import { FoundFilms } from "./found-films";

function href(q: string, page: number): string {
  return `/search?${new URLSearchParams({ q, ...(page > 1 && { page: String(page) }) })}`;
}

function summary(q: string, total: number): string {
  if (total === 0) return `No film has “${q}” in its title.`;
  return `${plural(total, "film")} ${total === 1 ? "has" : "have"} “${q}” in ${total === 1 ? "its title" : "their titles"}.`;
}

/** What a search found, the best ranked first. */
export function SearchPage({ q, page, found }: { q: string; page: number; found: FoundMovies | null }) {
  if (!found)
    return (
      <p className="mt-5 text-[0.94rem] text-soft">
        A word or two of a title will do, with or without accents: “amelie” finds Amélie.
      </p>
    );
  return (
    <>
      <p className="mt-5 mb-3 text-[0.94rem] text-soft" role="status">
        {summary(q, found.total)}
        {page > 1 && found.total > 0 ? ` Page ${count(page)}.` : ""}
      </p>
      {found.movies.length > 0 ? (
        <FoundFilms rows={found.movies.map(rowOfFilm)} />
      ) : (
        <Nothing beyond={found.total > 0} first={href(q, 1)} />
      )}
      <Pages page={page} pages={found.pages} label="Pages of the search" href={(each) => href(q, each)} />
    </>
  );
}

function Nothing({ beyond, first }: { beyond: boolean; first: string }) {
  return (
    <p className="border-t border-line py-8">
      {beyond ? (
        <>
          There are not so many pages.{" "}
          <HoverLink href={first} className="link">
            To the first
          </HoverLink>
        </>
      ) : (
        <>
          Try fewer words, or only the beginning of a longer one. One or two letters are searched for as a
          whole word. Or look through{" "}
          <HoverLink href="/lists" className="link">
            the lists
          </HoverLink>
          .
        </>
      )}
    </p>
  );
}
