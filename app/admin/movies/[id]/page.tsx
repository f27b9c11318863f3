import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DeskFrame } from "@/components/admin/desk-frame";
import { EditFilm } from "@/components/admin/edit-film";
import { getGenres } from "@/server/catalog/loaders";
import { movieId } from "@/server/catalog/schema";
import { gated } from "../../gate";

export const metadata: Metadata = { title: "Change a film · Desk", robots: { index: false } };

type Props = { params: Promise<{ id: string }> };

export default async function EditMoviePage({ params }: Props) {
  const { data: id } = movieId.safeParse((await params).id);
  if (id === undefined) notFound();
  const opened = await gated(`/admin/movies/${id}`, (api) => api.movies.editable({ id }));
  if (!opened) notFound();
  return (
    <DeskFrame title={opened.movie.title} current={null}>
      <EditFilm key={id} opened={opened} genres={await getGenres()} />
    </DeskFrame>
  );
}
