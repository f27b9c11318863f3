import type { EntryView, ListView } from "@/server/ranking/schema";
import { Poster } from "../movie/poster";
import { count, decimals, runtime } from "../ui/format";
import { Movement } from "./movement";
import { RateSlot } from "./rate-slot";

/** One place of a ranked list. Plain links: fifty prefetching ones would cost more than they save. */
export function Entry({ entry, formula }: { entry: EntryView; formula: ListView["formula"] }) {
  const { movie, position } = entry;
  const score = formula === "trending" ? movie.score : entry.score;
  const href = `/movies/${movie.slug}`;
  return (
    <li id={`rank-${position}`} className="en">
      <div className="en-n">
        <a href={`#rank-${position}`} aria-label={`Position ${position}`}>
          {position}
        </a>
        <Movement from={entry.previousPosition} to={position} />
      </div>
      <a href={href} tabIndex={-1} aria-hidden="true" className="en-p">
        <Poster title={movie.title} url={movie.posterUrl} />
      </a>
      <div className="en-b">
        <h2 className="en-t">
          <a href={href}>{movie.title}</a> <span>({movie.year})</span>
        </h2>
        {(movie.directors.length > 0 || movie.runtimeMinutes) && (
          <p className="en-m">
            {movie.directors.join(", ")}
            {movie.runtimeMinutes && (
              <span className="en-d">
                {movie.directors.length > 0 && " · "}
                {runtime(movie.runtimeMinutes)}
              </span>
            )}
          </p>
        )}
      </div>
      <p className="en-s">
        <b>{score === null ? "–" : decimals(score, 1)}</b>
        {count(movie.votes)} {movie.votes === 1 ? "vote" : "votes"}
      </p>
      <RateSlot id={movie.id} title={movie.title} />
    </li>
  );
}
