import type { GenreOption, MovieDetail } from "@/server/catalog/schema";
import { runtime } from "../ui/format";

/** Names, year, length, certificate, who made it. */
export function FilmFacts({ movie, genres }: { movie: MovieDetail; genres: GenreOption[] }) {
  const names = movie.genres.map((slug) => genres.find((genre) => genre.slug === slug)?.name ?? slug);
  const facts = [
    String(movie.year),
    movie.runtimeMinutes && runtime(movie.runtimeMinutes),
    movie.certificate,
    movie.countries.length > 0 && movie.countries.join(", "),
  ].filter(Boolean);
  return (
    <div className="self-end lg:self-auto">
      <h1 className="text-[1.75rem] break-words sm:text-5xl lg:text-7xl">{movie.title}</h1>
      {movie.originalTitle && movie.originalTitle !== movie.title && (
        <p className="mt-1.5 font-display text-lg text-soft italic sm:text-xl">{movie.originalTitle}</p>
      )}
      <p className="mt-2 text-[0.94rem] sm:mt-4 sm:text-lg">{facts.join(" · ")}</p>
      {names.length > 0 && <p className="text-[0.94rem] text-soft sm:text-lg">{names.join(", ")}</p>}
      {movie.directors.length > 0 && (
        <p className="text-[0.94rem] sm:text-lg">
          <span className="text-soft">Directed by</span> {movie.directors.join(", ")}
        </p>
      )}
    </div>
  );
}
