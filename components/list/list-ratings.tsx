"use client";

import { createContext, type ReactNode, use, useMemo, useState } from "react";
import { RateDialog } from "../movie/rate-dialog";
import { useRatings } from "../movie/use-ratings";

interface Film {
  id: number;
  title: string;
}

const Context = createContext<{ ratings: Record<number, number>; open: (film: Film) => void }>({
  ratings: {},
  open: () => {},
});

/** What the rows of a list share: the viewer's ratings and the dialog that changes one. */
export function useListRatings() {
  return use(Context);
}

/** The list's one island: asks for the viewer's ratings of all its films once. */
export function ListRatings({ movieIds, children }: { movieIds: number[]; children: ReactNode }) {
  const [film, open] = useState<Film | null>(null);
  const mine = useRatings(movieIds);
  const shared = useMemo(() => ({ ratings: mine.ratings, open }), [mine.ratings]);
  return (
    <Context value={shared}>
      {children}
      {film && <RateDialog film={film} mine={mine} onClose={() => open(null)} />}
    </Context>
  );
}
