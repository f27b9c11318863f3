import { cacheLife, cacheTag } from "next/cache";
import { tags } from "../cache-tags";
import { fromReplica } from "../replica";
import { explainMovie, findCounts, findList, findListPage, findLists, findMoved } from "./queries";
import { type Explanation, type ListView, type MovedFilm, PAGE_SIZE, type RankedPage } from "./schema";

/** A page of a list; null where there is no such list or page. */
export async function getListPage(slug: string, page: number): Promise<RankedPage | null> {
  "use cache";
  cacheTag(tags.list(slug));
  cacheLife("hours");
  const found = await fromReplica(() => findListPage(slug, page, PAGE_SIZE, new Date()));
  return found && found.entries.length === 0 && page > 1 ? null : found;
}

/** One list, with its standing edition's parameters. */
export async function getList(slug: string): Promise<ListView | null> {
  "use cache";
  cacheTag(tags.list(slug));
  cacheLife("hours");
  return await fromReplica(() => findList(slug));
}

/** All lists that hold a film. */
export async function getLists(): Promise<ListView[]> {
  "use cache";
  cacheTag(tags.lists());
  cacheLife("hours");
  return await fromReplica(() => findLists());
}

/** What the home page shows: the first ten of all time and of trending, and what moved this week. */
export async function getHome(): Promise<{
  top: RankedPage;
  trending: RankedPage;
  moved: MovedFilm[];
  films: number;
  votes: number;
} | null> {
  "use cache";
  cacheTag(tags.list("all-time"), tags.list("trending"), tags.lists());
  cacheLife("hours");
  const now = new Date();
  const [top, trending, moved, counts] = await fromReplica(() =>
    Promise.all([
      findListPage("all-time", 1, 10, now),
      findListPage("trending", 1, 10, now),
      findMoved("all-time", now, 6),
      findCounts(),
    ]),
  );
  return top && trending && { top, trending, moved, ...counts };
}

/** Why a film has its score and its place of all time; null where it has no votes or no longer stands. */
export async function getExplanation(movieId: number): Promise<Explanation | null> {
  "use cache";
  cacheTag(tags.movie(movieId), tags.list("all-time"));
  cacheLife("hours");
  return await fromReplica(() => explainMovie(movieId, "all-time"));
}
