"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc/provider";
import { HoverLink } from "../ui/hover-link";
import { FilmStrip, FilmStripSkeleton } from "./film-strip";
import { useForYou } from "./use-for-you";

const SHELF = 6;

/** "For you" on the front page: an island, so that the page is the same for everybody. Nothing for visitors. */
export function ForYouShelf() {
  const viewer = useQuery(useTRPC().viewer.me.queryOptions());
  return viewer.data ? <Shelf /> : null;
}

function Shelf() {
  const { data, isPending } = useForYou(true).list;
  if (!isPending && !data?.personalised) return null;
  const newcomer = data && data.ratings + data.picks === 0;
  return (
    <section aria-labelledby="for-you" className="mt-14 lg:mt-20">
      <div className="mb-5 flex flex-wrap items-baseline justify-between gap-x-6">
        <h2 id="for-you" className="text-3xl">
          For you
        </h2>
        {data && !newcomer && (
          <HoverLink href="/for-you" className="link inline-flex min-h-11 items-center font-semibold">
            Your whole list
          </HoverLink>
        )}
      </div>
      {data ? (
        newcomer ? (
          <p className="border-t border-line pt-4">
            <HoverLink href="/for-you" className="link font-semibold">
              Pick five films you like
            </HoverLink>{" "}
            and a list of your own is here at once.
          </p>
        ) : (
          <FilmStrip films={data.films.slice(0, SHELF)} />
        )
      ) : (
        <FilmStripSkeleton films={SHELF} label="Your films are on their way." />
      )}
    </section>
  );
}
