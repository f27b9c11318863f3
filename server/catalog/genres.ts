import type { Tx } from "../db";
import { MINIMUM_WEIGHT } from "../ranking/formulas";
import { genreName } from "./titles";

/** Gives a film these genres and no others. */
export async function setGenres(tx: Tx, movieId: number, slugs: readonly string[]): Promise<void> {
  await tx.movieGenre.deleteMany({ where: { movieId } });
  await addGenres(tx, [{ movieId, slugs }]);
}

/** Gives films that have none these genres; makes genres, and their lists, that aren't there yet. */
export async function addGenres(
  tx: Tx,
  films: readonly { movieId: number; slugs: readonly string[] }[],
): Promise<void> {
  // Sorted, so that two who make the same genres wait for each other rather than lock each other out.
  const wanted = [...new Set(films.flatMap(({ slugs }) => slugs))].sort();
  if (wanted.length === 0) return;
  await tx.genre.createMany({
    data: wanted.map((slug) => ({ slug, name: genreName(slug) })),
    skipDuplicates: true,
  });
  const genres = await tx.genre.findMany({ where: { slug: { in: wanted } }, orderBy: { slug: "asc" } });
  await tx.list.createMany({
    data: genres.map(({ id, slug, name }) => ({
      slug,
      title: name,
      kind: "genre" as const,
      genreId: id,
      minimumWeight: MINIMUM_WEIGHT,
    })),
    skipDuplicates: true,
  });
  const ids = new Map(genres.map(({ id, slug }) => [slug, id]));
  await tx.movieGenre.createMany({
    data: films.flatMap(({ movieId, slugs }) =>
      [...new Set(slugs)].flatMap((slug) => {
        const genreId = ids.get(slug);
        return genreId === undefined ? [] : [{ movieId, genreId }];
      }),
    ),
  });
}
