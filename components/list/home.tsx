import type { ListView, MovedFilm, RankedPage } from "@/server/ranking/schema";
import { ForYouShelf } from "../trpc/islands";
import { count } from "../ui/format";
import { HoverLink } from "../ui/hover-link";
import { ListChips } from "./list-chips";
import { MovedFilms } from "./moved-films";
import { PosterGrid } from "./poster-grid";
import { ShortList } from "./short-list";

/** The front page: the top ten, what is talked about, what moved, and the ways on. */
export function Home({
  home,
  lists,
}: {
  home: { top: RankedPage; trending: RankedPage; moved: MovedFilm[]; films: number; votes: number };
  lists: ListView[];
}) {
  return (
    <div className="wrap">
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-1 pt-5 pb-4 sm:pt-10 sm:pb-7">
        <h1 className="text-[2rem] sm:text-6xl">The top ten</h1>
        <p className="text-[0.86rem] text-soft sm:text-base">
          {count(home.films)} films, {count(home.votes)} votes.{" "}
          <HoverLink href="/how-ranking-works" className="link">
            How is this ranked?
          </HoverLink>
        </p>
      </div>
      <PosterGrid ranked={home.top} />
      <p className="mt-6">
        <HoverLink href="/lists/all-time" className="link font-semibold">
          All {count(home.top.list.total)} ranked films
        </HoverLink>
      </p>
      <ForYouShelf />
      <div className="mt-14 grid gap-x-16 gap-y-14 lg:mt-20 lg:grid-cols-[1.25fr_1fr]">
        <section aria-labelledby="trending" className="later">
          <h2 id="trending" className="mb-4 text-3xl">
            Trending
          </h2>
          <ShortList ranked={home.trending} />
        </section>
        <section aria-labelledby="moved" className="later">
          <h2 id="moved" className="mb-4 text-3xl">
            Moved this week
          </h2>
          <MovedFilms films={home.moved} />
        </section>
      </div>
      <section aria-labelledby="browse" className="mt-14 lg:mt-20">
        <h2 id="browse" className="mb-5 text-3xl">
          By genre and decade
        </h2>
        <ListChips lists={lists} current={null} />
      </section>
    </div>
  );
}
