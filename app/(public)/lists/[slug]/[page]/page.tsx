import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageNumber } from "@/components/list/links";
import { ListPage } from "@/components/list/list-page";
import { canonicalUrl } from "@/server/catalog/loaders";
import { getListPage, getLists } from "@/server/ranking/loaders";
import { listSlug } from "@/server/ranking/schema";

export const ensureStatic = "navigation";

type Props = { params: Promise<{ slug: string; page: string }> };

export async function generateStaticParams() {
  return [{ slug: "all-time", page: "2" }];
}

/** The page that an address names; null where it can't be one's or there is no such page. */
async function load(params: Props["params"]) {
  const { slug, page } = await params;
  const number = pageNumber(page);
  const { data: list } = listSlug.safeParse(slug);
  return number === null || list === undefined ? null : await getListPage(list, number);
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ranked = await load(params);
  if (!ranked) return { title: "No such page" };
  return {
    title: `${ranked.list.title}, page ${ranked.page}`,
    alternates: { canonical: canonicalUrl(`/lists/${ranked.list.slug}/${ranked.page}`) },
  };
}

export default async function LaterPage({ params }: Props) {
  const [ranked, lists] = await Promise.all([load(params), getLists()]);
  return ranked ? <ListPage ranked={ranked} lists={lists} /> : notFound();
}
