import type { Metadata } from "next";
import { MovieDesk } from "@/components/admin/movie-desk";
import { pageNumber } from "@/components/list/links";
import { gated } from "../gate";

export const metadata: Metadata = { title: "Films · Desk", robots: { index: false } };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AdminMoviesPage({ searchParams }: Props) {
  const given = await searchParams;
  const q = String(given.q ?? "")
    .trim()
    .slice(0, 100);
  const page = pageNumber(String(given.page ?? "1")) ?? 1;
  const search = q ? { q, page } : { page };
  const here = `/admin/movies${q || page > 1 ? `?${new URLSearchParams({ q, page: String(page) })}` : ""}`;
  const found = await gated(here, (api) => api.movies.adminList(search));
  return <MovieDesk {...found} q={q} />;
}
