import type { RankedPage } from "@/server/ranking/schema";
import { Poster } from "../movie/poster";
import { decimals } from "../ui/format";
import { Movement } from "./movement";

/** A list's first films as posters: three a row on a phone, five on a desk. */
export function PosterGrid({ ranked }: { ranked: RankedPage }) {
  return (
    <ol className="grid grid-cols-3 gap-x-3 gap-y-7 sm:gap-x-5 md:grid-cols-5 lg:gap-x-7 lg:gap-y-10">
      {ranked.entries.map(({ position, previousPosition, score, movie }) => (
        <li
          key={position}
          className="relative max-md:last:col-span-3 max-md:last:grid max-md:last:grid-cols-3 max-md:last:items-end max-md:last:gap-x-3 sm:max-md:last:gap-x-5"
        >
          <Poster title={movie.title} credit={movie.directors[0] ?? null} url={movie.posterUrl} eager />
          <div className="mt-2 max-md:[li:last-child>&]:col-span-2 lg:mt-3">
            <div className="flex items-baseline justify-between gap-1">
              <span className="numeral text-[1.7rem] font-[420] sm:text-4xl lg:text-5xl">{position}</span>
              <span className="flex items-baseline gap-1.5">
                <Movement from={previousPosition} to={position} />
                <span className="numeral text-base font-[560] text-bulb sm:text-xl">
                  <span className="sr-only">Score </span>
                  {decimals(score, 1)}
                </span>
              </span>
            </div>
            <h2 className="mt-1 text-[0.94rem] leading-[1.15] sm:text-lg">
              <a href={`/movies/${movie.slug}`} className="after:absolute after:inset-0 hover:text-bulb">
                {movie.title}
              </a>{" "}
              <span className="font-sans text-xs font-normal tracking-normal text-soft">{movie.year}</span>
            </h2>
          </div>
        </li>
      ))}
    </ol>
  );
}
