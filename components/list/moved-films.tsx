import type { MovedFilm } from "@/server/ranking/schema";
import { Movement } from "./movement";

/** Films that changed place in the all-time list since a week ago, the farthest first. */
export function MovedFilms({ films }: { films: MovedFilm[] }) {
  if (films.length === 0) return <p className="text-soft">Every film is where it was a week ago.</p>;
  return (
    <ul className="border-t border-line">
      {films.map((film) => (
        <li key={film.slug} className="relative border-b border-line py-2.5">
          <a
            href={`/movies/${film.slug}`}
            className="font-display text-lg leading-tight font-[540] after:absolute after:inset-0 hover:text-bulb"
          >
            {film.title}
          </a>{" "}
          <span className="text-[0.86rem] text-soft">({film.year})</span>
          <p className="mt-0.5 flex items-baseline gap-2 text-[0.86rem] text-soft">
            <Movement from={film.from} to={film.to} />
            <span>
              {film.from === null ? `Entered at #${film.to}` : `From #${film.from} to #${film.to}`} of all
              time
            </span>
          </p>
        </li>
      ))}
    </ul>
  );
}
