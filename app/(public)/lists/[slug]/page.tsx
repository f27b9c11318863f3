import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ListPage } from "@/components/list/list-page";
import { getListPage, getLists } from "@/server/ranking/loaders";

/** Made whole at the first visit and kept until the list is published anew; an unknown list is a real 404. */
export const ensureStatic = "navigation";

type Props = { params: Promise<{ slug: string }> };

export async function generateStaticParams() {
  return [{ slug: "all-time" }, { slug: "trending" }];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ranked = await getListPage((await params).slug, 1);
  if (!ranked) return { title: "No such list" };
  return {
    title: ranked.list.title,
    description: `${ranked.list.title}: ${ranked.list.total} films ranked by their community's votes, with the working shown.`,
    alternates: { canonical: `/lists/${ranked.list.slug}` },
  };
}

export default async function FirstPage({ params }: Props) {
  const [ranked, lists] = await Promise.all([getListPage((await params).slug, 1), getLists()]);
  return ranked ? <ListPage ranked={ranked} lists={lists} /> : notFound();
}
