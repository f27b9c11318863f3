import Link from "next/link";
import type { AdminMovieRow } from "@/server/catalog/schema";
import { button } from "../ui/button";
import { count, decimals, plural, time } from "../ui/format";
import { Pages } from "../ui/pages";
import { DeskFrame } from "./desk-frame";

function href(q: string, page: number): string {
  const search = new URLSearchParams({ ...(q && { q }), ...(page > 1 && { page: String(page) }) }).toString();
  return search ? `/admin/movies?${search}` : "/admin/movies";
}

/** The catalogue for staff: search, numbered pages, a line a film. */
export function MovieDesk({
  rows,
  page,
  pages,
  total,
  q,
}: {
  rows: AdminMovieRow[];
  page: number;
  pages: number;
  total: number;
  q: string;
}) {
  return (
    <DeskFrame title="Films" current="/admin/movies">
      <search>
        <form action="/admin/movies" className="flex max-w-xl gap-2">
          <label htmlFor="q" className="sr-only">
            Search titles
          </label>
          <input
            id="q"
            name="q"
            type="search"
            defaultValue={q}
            key={q}
            maxLength={100}
            placeholder="Title"
            className="field"
          />
          <button type="submit" className={button.quiet}>
            Search
          </button>
        </form>
      </search>
      <p className="mt-4 mb-2 text-[0.94rem] text-soft" role="status">
        {plural(total, "film")}
        {q && (
          <>
            {" "}
            with “{q}”.{" "}
            <Link href="/admin/movies" className="link">
              All films
            </Link>
          </>
        )}
      </p>
      {rows.length === 0 ? (
        <p className="border-t border-line py-10">
          {q ? "No title matches." : "There is no such page."}{" "}
          <Link href="/admin/movies/new" className="link font-semibold">
            Add a film
          </Link>
        </p>
      ) : (
        <Rows rows={rows} />
      )}
      <Pages page={page} pages={pages} label="Pages of films" href={(each) => href(q, each)} />
    </DeskFrame>
  );
}

function Rows({ rows }: { rows: AdminMovieRow[] }) {
  return (
    <table className="block w-full border-collapse border-t border-line text-[0.94rem] md:table">
      <caption className="sr-only">Films</caption>
      <thead className="text-left text-xs text-soft max-md:sr-only [&_th]:py-2 [&_th]:pr-4 [&_th]:font-normal">
        <tr>
          <th scope="col">Title</th>
          <th scope="col">Genres</th>
          <th scope="col" className="text-right">
            Score
          </th>
          <th scope="col" className="text-right">
            Votes
          </th>
          <th scope="col">Added</th>
          <th scope="col">
            <span className="sr-only">Change</span>
          </th>
        </tr>
      </thead>
      <tbody className="block md:table-row-group">
        {rows.map((row) => (
          <tr
            key={row.id}
            className="block border-b border-line py-2 md:table-row md:border-t md:py-0 md:[&>*]:py-2.5 md:[&>*]:pr-4 md:[&>*]:align-baseline"
          >
            <th scope="row" className="block text-left font-normal md:table-cell">
              <a
                href={`/movies/${row.slug}`}
                className="inline-flex min-h-11 items-center font-display text-lg font-[540] hover:text-bulb md:min-h-0"
              >
                {row.title}
              </a>{" "}
              <span className="text-soft">({row.year})</span>
            </th>
            <td className="mr-3 inline text-soft md:table-cell">{row.genres.join(", ")}</td>
            <td className="mr-1.5 inline md:table-cell md:text-right">
              <span className="numeral text-lg font-[520]">
                {row.score === null ? "–" : decimals(row.score, 1)}
              </span>
            </td>
            <td className="mr-3 inline text-soft tabular-nums md:table-cell md:text-right">
              {count(row.votes)}
              <span className="md:sr-only"> votes</span>
            </td>
            <td className="inline whitespace-nowrap text-soft md:table-cell">
              {row.addedBy ?? "Import"}
              <time dateTime={row.createdAt} className="block text-xs max-md:hidden">
                {time(row.createdAt)}
              </time>
            </td>
            <td className="inline md:table-cell md:text-right">
              <Link
                href={`/admin/movies/${row.id}`}
                className="link inline-flex min-h-11 items-center max-md:ml-3 md:min-h-0"
              >
                Edit<span className="sr-only"> {row.title}</span>
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
