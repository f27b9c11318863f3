"use client";

import { useListRatings } from "./list-ratings";

/** The viewer's rating in a row, and the way to give one. */
export function RateSlot({ id, title }: { id: number; title: string }) {
  const { ratings, open } = useListRatings();
  const mine = ratings[id];
  return (
    <button
      type="button"
      className="rt"
      aria-haspopup="dialog"
      aria-label={mine ? `Your rating of ${title}: ${mine}. Change it` : `Rate ${title}`}
      onClick={() => open({ id, title })}
    >
      {mine ? (
        <>
          <b>{mine}</b>yours
        </>
      ) : (
        <>
          <svg
            viewBox="0 0 24 24"
            width="20"
            height="20"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            aria-hidden="true"
          >
            <path d="m12 3 2.7 5.8 6.3.8-4.6 4.3 1.2 6.3-5.6-3.1-5.6 3.1 1.2-6.3L3 9.6l6.3-.8z" />
          </svg>
          Rate
        </>
      )}
    </button>
  );
}
