import type { Metadata } from "next";
import { SearchPage } from "@/components/search/search-page";
import { searchMovies } from "@/server/catalog/loaders";
import { searchQuery } from "@/server/catalog/schema";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { q } = searchQuery.parse(await searchParams);
  return { title: q ? `Films with “${q}”` : "Search", robots: { index: false } };
}

export default async function Search({ searchParams }: Props) {
  const { q, page } = searchQuery.parse(await searchParams);
  return <SearchPage q={q} page={page} found={q ? await searchMovies(q, page) : null} />;
}
