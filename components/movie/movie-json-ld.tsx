import type { MovieDetail } from "@/server/catalog/schema";
import { decimals } from "../ui/format";

/** schema.org's Movie with its AggregateRating, for search engines. */
export function MovieJsonLd({ movie }: { movie: MovieDetail }) {
  const data = {
    "@context": "https://schema.org",
    "@type": "Movie",
    name: movie.title,
    alternateName: movie.originalTitle ?? undefined,
    dateCreated: movie.releaseDate ?? String(movie.year),
    duration: movie.runtimeMinutes ? `PT${movie.runtimeMinutes}M` : undefined,
    contentRating: movie.certificate ?? undefined,
    description: movie.synopsis ?? undefined,
    image: movie.posterUrl ?? undefined,
    genre: movie.genres,
    director: movie.directors.map((name) => ({ "@type": "Person", name })),
    actor: movie.cast.map(({ name }) => ({ "@type": "Person", name })),
    aggregateRating:
      movie.score === null || movie.votes === 0
        ? undefined
        : {
            "@type": "AggregateRating",
            ratingValue: Number(decimals(movie.score, 1)),
            ratingCount: movie.votes,
            bestRating: 10,
            worstRating: 1,
          },
  };
  const json = JSON.stringify(data).replace(/</g, "\\u003c");
  return (
    <script
      type="application/ld+json"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON with every "<" escaped
      dangerouslySetInnerHTML={{ __html: json }}
    />
  );
}
