import type { Metadata } from "next";
import { ListDirectory } from "@/components/list/list-directory";
import { getLists } from "@/server/ranking/loaders";

export const metadata: Metadata = {
  title: "Lists",
  description: "Every ranked list: the whole catalogue, what is talked about, each genre and each decade.",
};

export default async function ListsPage() {
  return <ListDirectory lists={await getLists()} />;
}
