import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ListPage } from "@/components/list/list-page";
import { canonicalUrl } from "@/server/catalog/loaders";
import { getListPage, getLists } from "@/server/ranking/loaders";
import { listSlug } from "@/server/ranking/schema";

/** Made whole at the first visit and kept until the list is published anew; an unknown list is a real 404. */
export const ensureStatic = "navigation";

type Props = { params: Promise<{ slug: string }> };

export async function generateStaticParams() {
  return [{ slug: "all-time" }, { slug: "trending" }];
}

/** The list of this address; null where there is none, or the address can't be a list's. */
async function load(params: Props["params"]) {
  const { data: slug } = listSlug.safeParse((await params).slug);
  return slug === undefined ? null : await getListPage(slug, 1);
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ranked = await load(params);
  if (!ranked) return { title: "No such list" };
  return {
    title: ranked.list.title,
    description: `${ranked.list.title}: ${ranked.list.total} films ranked by their community's votes, with the working shown.`,
    alternates: { canonical: canonicalUrl(`/lists/${ranked.list.slug}`) },
  };
}

export default async function FirstPage({ params }: Props) {
  const [ranked, lists] = await Promise.all([load(params), getLists()]);
  return ranked ? <ListPage ranked={ranked} lists={lists} /> : notFound();
}
