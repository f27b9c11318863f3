import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FilmPage } from "@/components/movie/film-page";
import { canonicalUrl, getGenres, getMovieBySlug } from "@/server/catalog/loaders";
import { movieKey } from "@/server/catalog/schema";
import { getExplanation, getListPage } from "@/server/ranking/loaders";
import { getSimilar } from "@/server/recommendations/loaders";

/** Made whole at the first visit and kept until the film or one of its lists changes. */
export const ensureStatic = "navigation";

type Props = { params: Promise<{ slug: string }> };

export async function generateStaticParams() {
  const first = await getListPage("all-time", 1);
  const slugs = first?.entries.slice(0, 10).map((entry) => entry.movie.slug) ?? [];
  return (slugs.length > 0 ? slugs : ["none-yet"]).map((slug) => ({ slug }));
}

/** The film of this address; null where there is none, or the address can't be a film's. */
async function load(params: Props["params"]) {
  const { data: slug } = movieKey.safeParse((await params).slug);
  return typeof slug === "string" ? await getMovieBySlug(slug) : null;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const movie = await load(params);
  if (!movie) return { title: "No such film" };
  const by = movie.directors.length > 0 ? ` by ${movie.directors.join(", ")}` : "";
  return {
    title: `${movie.title} (${movie.year})`,
    description: `${movie.title} (${movie.year})${by}: its score from ${movie.votes} votes, its place in each list, and why.`,
    alternates: { canonical: canonicalUrl(`/movies/${movie.slug}`) },
    openGraph: { title: `${movie.title} (${movie.year})`, type: "video.movie" },
  };
}

export default async function MoviePage({ params }: Props) {
  const movie = await load(params);
  if (!movie) notFound();
  const [explanation, genres, neighbours] = await Promise.all([
    getExplanation(movie.id),
    getGenres(),
    getSimilar(movie.id),
  ]);
  return <FilmPage movie={movie} explanation={explanation} genres={genres} neighbours={neighbours} />;
}
