"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { RateDialog } from "../movie/rate-dialog";
import type { Ratings } from "../movie/use-ratings";
import { OwnRatings } from "../trpc/islands";
import { Entry } from "./entry";
import type { Row } from "./row";

/** Rows in their order, each with its quick rating: one island, one request for the viewer's ratings of all. */
export function RankedList({ rows }: { rows: Row[] }) {
  const [asked, ask] = useState<Row | null>(null);
  const [mine, hear] = useState<Ratings | null>(null);
  const movieIds = useMemo(() => rows.map((row) => row.id), [rows]);
  const list = useRef<HTMLOListElement>(null);

  // A page that is streamed gets its rows after the browser has looked for #rank-42: look again.
  useEffect(() => {
    const { hash } = window.location;
    if (/^#rank-\d+$/.test(hash)) list.current?.querySelector(hash)?.scrollIntoView();
  }, []);

  const digits = String(rows.at(-1)?.at ?? 1).length;
  return (
    <>
      <ol ref={list} start={rows[0]?.at ?? 1} className={`entries e${Math.min(4, Math.max(2, digits))}`}>
        {rows.map((row) => (
          <Entry key={row.id} row={row} mine={mine?.ratings[row.id]} onRate={ask} />
        ))}
      </ol>
      <OwnRatings movieIds={movieIds} onChange={hear} />
      {asked && mine && <RateDialog film={asked} mine={mine} onClose={() => ask(null)} />}
    </>
  );
}
