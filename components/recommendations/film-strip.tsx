import type { ReactNode } from "react";
import type { RecommendedFilm } from "@/server/recommendations/schema";
import { Poster } from "../movie/poster";

/** Films with the reason of each: three a row on a phone, six on a desk. */
export function FilmStrip({
  films,
  actions,
}: {
  films: readonly RecommendedFilm[];
  /** What can be done with a film, beside opening it. */
  actions?: (film: RecommendedFilm) => ReactNode;
}) {
  return (
    <ul className="grid grid-cols-2 gap-x-4 gap-y-8 sm:grid-cols-3 sm:gap-x-5 lg:grid-cols-6 lg:gap-x-6">
      {films.map((film) => (
        <li key={film.id} className="flex min-w-0 flex-col">
          <div className="relative">
            <Poster title={film.title} credit={film.directors[0] ?? null} url={film.posterUrl} />
            <h3 className="mt-2 text-base leading-[1.15] sm:text-lg">
              <a
                href={`/movies/${film.slug}`}
                className="break-words after:absolute after:inset-0 hover:text-bulb"
              >
                {film.title}
              </a>{" "}
              <span className="font-sans text-xs font-normal tracking-normal text-soft">{film.year}</span>
            </h3>
          </div>
          <p className="mt-1.5 text-[0.86rem] leading-snug text-soft">{film.reason.text}</p>
          {actions && <div className="mt-auto flex flex-wrap gap-x-1 pt-1">{actions(film)}</div>}
        </li>
      ))}
    </ul>
  );
}

/** The strip's geometry while its films are on their way. */
export function FilmStripSkeleton({ films, label }: { films: number; label: string }) {
  return (
    <div role="status">
      <span className="sr-only">{label}</span>
      <div
        aria-hidden="true"
        className="grid grid-cols-2 gap-x-4 gap-y-8 sm:grid-cols-3 sm:gap-x-5 lg:grid-cols-6 lg:gap-x-6"
      >
        {Array.from({ length: films }, (_, index) => index).map((index) => (
          <div key={index}>
            <div className="skeleton aspect-2/3" />
            <div className="skeleton mt-2 h-5 w-4/5" />
            <div className="skeleton mt-2 h-8" />
          </div>
        ))}
      </div>
    </div>
  );
}
