import type { FoundMovies } from "@/server/catalog/schema";
import { rowOfFilm } from "../list/row";
import { count, plural } from "../ui/format";
import { HoverLink } from "../ui/hover-link";
import { Pages } from "../ui/pages";
import { FoundFilms } from "./found-films";

function href(q: string, page: number): string {
  return `/search?${new URLSearchParams({ q, ...(page > 1 && { page: String(page) }) })}`;
}

function summary(q: string, page: number, found: FoundMovies | "busy" | null): string {
  if (found === null)
    return "A word or two of a title will do, with or without accents: “amelie” finds Amélie.";
  if (found === "busy") return "Many people are searching just now. Try again in a moment.";
  const { total } = found;
  if (total === 0) return `No film has “${q}” in its title.`;
  const holding = total === 1 ? `has “${q}” in its title` : `have “${q}” in their titles`;
  return `${plural(total, "film")} ${holding}.${page > 1 ? ` Page ${count(page)}.` : ""}`;
}

/** What a search found, the best ranked first. */
export function SearchPage({
  q,
  page,
  found,
}: {
  q: string;
  page: number;
  found: FoundMovies | "busy" | null;
}) {
  return (
    <>
      <p className="mt-5 mb-3 text-[0.94rem] text-soft" role="status">
        {summary(q, page, found)}
      </p>
      {found && found !== "busy" && <Found q={q} page={page} found={found} />}
    </>
  );
}

function Found({ q, page, found }: { q: string; page: number; found: FoundMovies }) {
  if (found.movies.length === 0) return <Nothing beyond={found.total > 0} first={href(q, 1)} />;
  return (
    <>
      <FoundFilms rows={found.movies.map(rowOfFilm)} />
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
          Try fewer words, or only the beginning of a longer one; one or two letters are taken for a whole
          word. Or look through{" "}
          <HoverLink href="/lists" className="link">
            the lists
          </HoverLink>
          .
        </>
      )}
    </p>
  );
}
