"use client";

import { useEffect, useRef } from "react";
import { Entry } from "./entry";
import { numeralsFor } from "./numerals";
import { useQuickRating } from "./quick-rating";
import type { Row } from "./row";

/** Rows in their order, each with its quick rating. */
export function RankedList({ rows }: { rows: Row[] }) {
  const { mine, ask, parts } = useQuickRating(rows);
  const list = useRef<HTMLOListElement>(null);

  // A page that is streamed gets its rows after the browser has looked for #rank-42: look again.
  useEffect(() => {
    const { hash } = window.location;
    if (/^#rank-\d+$/.test(hash)) list.current?.querySelector(hash)?.scrollIntoView();
  }, []);

  return (
    <>
      <ol ref={list} start={rows[0]?.at ?? 1} className={`entries ${numeralsFor(rows.at(-1)?.at ?? 1)}`}>
        {rows.map((row) => (
          <Entry key={row.id} row={row} mine={mine(row)} onRate={ask} />
        ))}
      </ol>
      {parts}
    </>
  );
}
