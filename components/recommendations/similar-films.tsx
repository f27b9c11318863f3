import type { SimilarFilms as Neighbours, RecommendedFilm } from "@/server/recommendations/schema";
import { FilmStrip } from "./film-strip";

/** Films a page shows of each kind. */
const SHOWN = 6;

/** A film's neighbours: by what they are, and by who likes them. */
export function SimilarFilms({ neighbours: { similar, alsoLiked } }: { neighbours: Neighbours }) {
  return (
    <>
      <Part id="similar" title="Similar films" films={similar} />
      <Part id="also-liked" title="People who liked it also liked" films={alsoLiked} />
    </>
  );
}

function Part({ id, title, films }: { id: string; title: string; films: RecommendedFilm[] }) {
  if (films.length === 0) return null;
  return (
    <section aria-labelledby={id} className="mt-14">
      <h2 id={id} className="mb-5 text-2xl">
        {title}
      </h2>
      <FilmStrip films={films.slice(0, SHOWN)} />
    </section>
  );
}
