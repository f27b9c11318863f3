import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FilmPage } from "@/components/movie/film-page";
import { getGenres, getMoviePage } from "@/server/catalog/loaders";
import { getListPage } from "@/server/ranking/loaders";

export const ensureStatic = "navigation";

type Props = { params: Promise<{ slug: string }> };

export async function generateStaticParams() {
  const first = await getListPage("all-time", 1);
  const slugs = first?.entries.slice(0, 10).map((entry) => entry.movie.slug) ?? [];
  return (slugs.length > 0 ? slugs : ["none-yet"]).map((slug) => ({ slug }));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await getMoviePage((await params).slug);
  if (!found) return { title: "No such film" };
  const { title, year, slug, directors, votes } = found.movie;
  const by = directors.length > 0 ? ` by ${directors.join(", ")}` : "";
  return {
    title: `${title} (${year})`,
    description: `${title} (${year})${by}: its score from ${votes} votes, its place in each list, and why.`,
    alternates: { canonical: `/movies/${slug}` },
    openGraph: { title: `${title} (${year})`, type: "video.movie" },
  };
}

export default async function MoviePage({ params }: Props) {
  const [found, genres] = await Promise.all([getMoviePage((await params).slug), getGenres()]);
  return found ? <FilmPage {...found} genres={genres} /> : notFound();
}
