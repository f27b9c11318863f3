import { FilmSkeleton } from "@/components/movie/film-skeleton";

export default function Loading() {
  return <FilmSkeleton />;
}
