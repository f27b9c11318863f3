import { FilmStripSkeleton } from "@/components/recommendations/film-strip";

export default function Loading() {
  return (
    <div className="wrap pt-10">
      <FilmStripSkeleton films={12} label="This page is on its way." />
    </div>
  );
}
