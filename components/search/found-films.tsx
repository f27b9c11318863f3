"use client";

import { Entry } from "../list/entry";
import { numeralsFor } from "../list/numerals";
import { useQuickRating } from "../list/quick-rating";
import type { Row } from "../list/row";

/** Films that were found, each with its place in the all-time list and its quick rating. */
export function FoundFilms({ rows }: { rows: Row[] }) {
  const { mine, ask, parts } = useQuickRating(rows);
  return (
    <>
      <ul className={`entries ${numeralsFor(Math.max(...rows.map(({ at }) => at ?? 1)))}`}>
        {rows.map((row) => (
          <Entry key={row.id} row={row} mine={mine(row)} onRate={ask} />
        ))}
      </ul>
      {parts}
    </>
  );
}
