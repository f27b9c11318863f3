import type { MovieDetail } from "@/server/catalog/schema";
import { placeHref } from "../list/links";
import { count, decimals, plural } from "../ui/format";

/** The one score with what it rests on, and the film's place in each list. */
export function FilmScore({ movie }: { movie: MovieDetail }) {
  const { interval } = movie.stats;
  return (
    <div className="border-y border-line py-4 sm:py-5">
      {movie.score === null ? (
        <p className="text-soft">Nobody has voted yet. The first vote is yours.</p>
      ) : (
        <div className="flex items-center gap-5">
          <p className="numeral text-6xl font-[480] text-bulb sm:text-7xl">
            <span className="sr-only">Score </span>
            {decimals(movie.score, 1)}
            <span className="sr-only"> of 10</span>
          </p>
          <p className="text-[0.94rem] leading-snug">
            <b className="font-semibold">{plural(movie.votes, "vote")}</b>
            {movie.plainMean !== null && (
              <span className="block text-soft">plain mean {decimals(movie.plainMean, 2)}</span>
            )}
            {interval && (
              <span className="block text-soft">
                likely between {decimals(interval[0], 1)} and {decimals(interval[1], 1)}
              </span>
            )}
          </p>
        </div>
      )}
      {movie.ranks.length > 0 && (
        <ul aria-label="Its place in the lists" className="mt-4 flex flex-wrap gap-2">
          {movie.ranks.map((rank) => (
            <li key={rank.list}>
              <a
                href={placeHref(rank.list, rank.position)}
                className="chip"
                title={`Of ${count(rank.total)} films`}
              >
                <span className="numeral text-lg font-[560]">#{count(rank.position)}</span>
                {rank.title}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
