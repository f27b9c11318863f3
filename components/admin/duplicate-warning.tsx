"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { FIRST_YEAR, LAST_YEAR } from "@/server/catalog/schema";
import { useTRPC } from "../trpc/provider";
import { Notice } from "../ui/notice";

const TYPING_RESTS_MS = 300;

/** While title and year are typed: says which film stands under them already, and offers to add another. */
export function DuplicateWarning({
  title,
  year,
  allowed,
  onAllow,
  standing,
}: {
  title: string;
  year: string;
  allowed: boolean;
  onAllow: (allowed: boolean) => void;
  /** The film that is being changed: it is no duplicate of itself, and can't become another's. */
  standing?: number | undefined;
}) {
  const [asked, ask] = useState<{ title: string; year: number } | null>(null);
  useEffect(() => {
    const number = Number(year);
    const complete =
      title.trim() &&
      title.length <= 300 &&
      Number.isInteger(number) &&
      number >= FIRST_YEAR &&
      number <= LAST_YEAR;
    const timer = setTimeout(
      () => ask(complete ? { title: title.trim(), year: number } : null),
      TYPING_RESTS_MS,
    );
    return () => clearTimeout(timer);
  }, [title, year]);
  const found = useQuery(
    useTRPC().movies.findDuplicate.queryOptions(asked ?? { title: "", year: FIRST_YEAR }, {
      enabled: asked !== null,
      retry: false,
    }),
  );
  const stale = asked?.title !== title.trim() || String(asked.year) !== year.trim();
  const film = stale || found.data?.id === standing ? null : found.data;
  return (
    <div role="status" aria-live="polite" className="empty:hidden">
      {film && (
        <Notice>
          <p>
            <a href={`/movies/${film.slug}`} target="_blank" rel="noreferrer" className="link font-semibold">
              {film.title} ({film.year})<span className="sr-only"> (opens in a new tab)</span>
            </a>{" "}
            is here already.
          </p>
          {standing === undefined && (
            <label className="flex min-h-11 items-center gap-3">
              <input
                type="checkbox"
                name="allowDuplicate"
                className="size-5 accent-bulb"
                checked={allowed}
                onChange={(event) => onAllow(event.target.checked)}
              />
              It is another film of the same name: add it anyway
            </label>
          )}
        </Notice>
      )}
    </div>
  );
}
