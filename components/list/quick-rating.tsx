"use client";

import { type ReactNode, useMemo, useState } from "react";
import { RateDialog } from "../movie/rate-dialog";
import type { Ratings } from "../movie/use-ratings";
import { OwnRatings } from "../trpc/islands";
import type { Row } from "./row";

/** Quick rating for rows of films: one island, one request for the viewer's ratings of all. */
export function useQuickRating(rows: readonly Row[]): {
  /** The viewer's rating of a film, once known. */
  mine: (row: Row) => number | undefined;
  /** Asks for a rating of a film. */
  ask: (row: Row) => void;
  /** To be drawn beside the rows. */
  parts: ReactNode;
} {
  const [asked, ask] = useState<Row | null>(null);
  const [mine, hear] = useState<Ratings | null>(null);
  const movieIds = useMemo(() => rows.map((row) => row.id), [rows]);
  return {
    mine: (row) => mine?.ratings[row.id],
    ask,
    parts: (
      <>
        <OwnRatings movieIds={movieIds} onChange={hear} />
        {asked && mine && <RateDialog film={asked} mine={mine} onClose={() => ask(null)} />}
      </>
    ),
  };
}
