import { Home } from "@/components/list/home";
import { Unranked } from "@/components/list/unranked";
import { getHome, getLists } from "@/server/ranking/loaders";

export default async function HomePage() {
  const [home, lists] = await Promise.all([getHome(), getLists()]);
  return home ? <Home home={home} lists={lists} /> : <Unranked />;
}
