"use client";

import { memo, useEffect } from "react";
import { type Ratings, useRatings } from "./use-ratings";

/** Tells of the viewer's ratings of these films, and of each change of them; draws nothing. */
export const OwnRatings = memo(function OwnRatings({
  movieIds,
  onChange,
}: {
  movieIds: number[];
  onChange: (ratings: Ratings) => void;
}) {
  const ratings = useRatings(movieIds);
  useEffect(() => onChange(ratings));
  return null;
});
