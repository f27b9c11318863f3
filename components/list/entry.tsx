"use client";

import { memo } from "react";
import { Poster } from "../movie/poster";
import { Movement } from "./movement";
import type { Row } from "./row";

/** A film as a row, its position the hero. A plain link: fifty prefetching ones would cost more than they save. */
export const Entry = memo(function Entry({
  row,
  mine,
  onRate,
}: {
  row: Row;
  mine: number | undefined;
  onRate: (row: Row) => void;
}) {
  return (
    <li id={row.place ? undefined : `rank-${row.at}`} className="en">
      <Position row={row} />
      <div className="en-p">
        <Poster title={row.title} url={row.poster ?? null} />
      </div>
      <div className="en-b">
        <h2 className="en-t">
          <a href={`/movies/${row.slug}`}>{row.title}</a> <span>{`(${row.year})`}</span>
        </h2>
        {(row.by || row.runs) && (
          <p className="en-m">
            {row.by}
            {row.runs && <span className="en-d">{row.by ? ` · ${row.runs}` : row.runs}</span>}
          </p>
        )}
      </div>
      <p className="en-s">
        <b>{row.score}</b>
        {row.votes}
      </p>
      <button
        type="button"
        className={mine ? "rt" : "rt rt-o"}
        aria-haspopup="dialog"
        aria-label={mine ? `Your rating of ${row.title}: ${mine}. Change it` : `Rate ${row.title}`}
        onClick={() => onRate(row)}
      >
        {mine ? (
          <>
            <b>{mine}</b>yours
          </>
        ) : (
          "Rate"
        )}
      </button>
    </li>
  );
});

function Position({ row }: { row: Row }) {
  if (row.at === undefined)
    return (
      <p className="en-n mv">
        not <br />
        ranked
      </p>
    );
  return (
    <div className="en-n">
      <a href={row.place ?? `#rank-${row.at}`} aria-label={`Position ${row.at}`}>
        {row.at}
      </a>
      {!row.place && <Movement from={row.was ?? null} to={row.at} />}
    </div>
  );
}
