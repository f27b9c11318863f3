"use client";

import { PAGE_SIZE } from "@/server/ranking/schema";
import { Entry } from "../list/entry";
import { listHref } from "../list/links";
import { useQuickRating } from "../list/quick-rating";
import type { Row } from "../list/row";

/** The all-time list at a film's place. */
function placeOf({ at }: Row): string | undefined {
  return at === undefined ? undefined : `${listHref("all-time", Math.ceil(at / PAGE_SIZE))}#rank-${at}`;
}

/** Films that were found, each with its place in the all-time list and its quick rating. */
export function FoundFilms({ rows }: { rows: Row[] }) {
  const { mine, ask, parts } = useQuickRating(rows);
  const digits = String(Math.max(...rows.map(({ at }) => at ?? 1))).length;
  return (
    <>
      <ul className={`entries e${Math.min(4, Math.max(2, digits))}`}>
        {rows.map((row) => (
          <Entry key={row.id} row={row} elsewhere={placeOf(row)} mine={mine(row)} onRate={ask} />
        ))}
      </ul>
      {parts}
    </>
  );
}
