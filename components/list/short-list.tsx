import type { RankedPage } from "@/server/ranking/schema";
import { count, decimals } from "../ui/format";
import { Movement } from "./movement";

/** A list's first films as plain lines. */
export function ShortList({ ranked }: { ranked: RankedPage }) {
  if (ranked.entries.length === 0) {
    return <p className="text-soft">Nobody has voted in the last days. Rate a film and it appears here.</p>;
  }
  return (
    <ol className="border-t border-line">
      {ranked.entries.map(({ position, previousPosition, movie }) => (
        <li
          key={position}
          className="relative grid grid-cols-[2.2rem_minmax(0,1fr)_auto] items-baseline gap-x-3 border-b border-line py-2.5"
        >
          <span className="numeral text-right text-2xl font-[420]">{position}</span>
          <span className="leading-tight">
            <a
              href={`/movies/${movie.slug}`}
              className="font-display text-lg font-[540] after:absolute after:inset-0 hover:text-bulb"
            >
              {movie.title}
            </a>{" "}
            <span className="text-[0.86rem] text-soft">({movie.year})</span>{" "}
            <Movement from={previousPosition} to={position} />
          </span>
          <span className="text-right text-[0.86rem] whitespace-nowrap text-soft">
            {movie.score !== null && (
              <b className="numeral mr-1.5 text-lg font-[560] text-ink">{decimals(movie.score, 1)}</b>
            )}
            {count(movie.votes)} votes
          </span>
        </li>
      ))}
    </ol>
  );
}
