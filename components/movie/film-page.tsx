import type { GenreOption, MovieDetail } from "@/server/catalog/schema";
import type { Explanation } from "@/server/ranking/schema";
import type { SimilarFilms as Neighbours } from "@/server/recommendations/schema";
import { SimilarFilms } from "../recommendations/similar-films";
import { EditLink } from "../trpc/islands";
import { FilmFacts } from "./film-facts";
import { FilmScore } from "./film-score";
import { Histogram } from "./histogram";
import { MovieJsonLd } from "./movie-json-ld";
import { Poster } from "./poster";
import { RatePanel } from "./rate-panel";
import { WhyThisRank } from "./why-this-rank";

/** All about one film. The first screen: poster, names, score, places, the viewer's stars. */
export function FilmPage({
  movie,
  explanation,
  genres,
  neighbours,
}: {
  movie: MovieDetail;
  explanation: Explanation | null;
  genres: GenreOption[];
  neighbours: Neighbours;
}) {
  return (
    <article className="wrap pt-5 sm:pt-10">
      <MovieJsonLd movie={movie} />
      <div className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-x-4 gap-y-5 sm:grid-cols-[12rem_minmax(0,1fr)] sm:gap-x-8 lg:grid-cols-[20rem_minmax(0,1fr)] lg:grid-rows-[auto_auto_1fr] lg:gap-x-14">
        <div className="lg:row-span-3">
          <Poster
            title={movie.title}
            credit={movie.directors[0] ?? null}
            url={movie.posterUrl}
            label={
              movie.posterUrl ? `Poster of ${movie.title}` : `Poster of ${movie.title}, drawn from its title`
            }
            eager
          />
        </div>
        <FilmFacts movie={movie} genres={genres} />
        <div className="col-span-2 lg:col-span-1">
          <FilmScore movie={movie} />
        </div>
        <div className="col-span-2 lg:col-span-1">
          <RatePanel film={{ id: movie.id, title: movie.title }} />
          <EditLink id={movie.id} />
        </div>
      </div>
      <div className="mt-14 grid gap-x-16 gap-y-12 lg:grid-cols-2">
        {movie.synopsis && (
          <section aria-labelledby="synopsis" className="lg:col-span-2">
            <h2 id="synopsis" className="text-2xl">
              Synopsis
            </h2>
            <p className="mt-3 max-w-prose whitespace-pre-line">{movie.synopsis}</p>
            {movie.keywords.length > 0 && (
              <p className="mt-2 max-w-prose text-[0.94rem] text-soft">{movie.keywords.join(" · ")}</p>
            )}
          </section>
        )}
        <Histogram histogram={movie.histogram} />
        {explanation && <WhyThisRank explanation={explanation} />}
        {movie.cast.length > 0 && (
          <section aria-labelledby="cast" className="lg:col-span-2">
            <h2 id="cast" className="text-2xl">
              Cast
            </h2>
            <ul className="mt-3 grid border-t border-line sm:grid-cols-2 sm:gap-x-16">
              {movie.cast.map((credit) => (
                <li
                  key={credit.name}
                  className="flex items-baseline justify-between gap-4 border-b border-line py-2"
                >
                  {credit.name} <span className="text-right text-soft">{credit.role}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      <SimilarFilms neighbours={neighbours} />
    </article>
  );
}
