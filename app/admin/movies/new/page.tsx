import type { Metadata } from "next";
import { AddFilm } from "@/components/admin/add-film";
import { DeskFrame } from "@/components/admin/desk-frame";
import { getGenres } from "@/server/catalog/loaders";
import { gated } from "../../gate";

export const metadata: Metadata = { title: "Add a film · Desk", robots: { index: false } };

export default async function NewMoviePage() {
  await gated("/admin/movies/new", (api) => api.movies.adminList({ page: 1 }));
  return (
    <DeskFrame title="Add a film" current="/admin/movies/new">
      <AddFilm genres={await getGenres()} />
    </DeskFrame>
  );
}
