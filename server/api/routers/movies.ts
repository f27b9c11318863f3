import { learnChanges } from "../../cache";
import { addMovie, updateMovie } from "../../catalog/commands";
import { findMovieDetail } from "../../catalog/movie-detail";
import { findAdminPage, findDuplicate, findGenres } from "../../catalog/queries";
import { adminListQuery, duplicateQuery, movieEdit, movieInput } from "../../catalog/schema";
import { editorProcedure, publicProcedure, router } from "../trpc";

export const movies = router({
  /** The film that stands where one of this title and year would be its duplicate; null where none does. */
  findDuplicate: editorProcedure
    .input(duplicateQuery)
    .query(async ({ input }) => await findDuplicate(input.title, input.year)),

  add: editorProcedure.input(movieInput).mutation(async ({ ctx, input }) => {
    const movie = await addMovie(input, { userId: ctx.viewer.id, correlationId: ctx.requestId });
    ctx.afterWrite();
    await learnChanges();
    return movie;
  }),

  /** A film with its version, to change it; null where there is none. */
  editable: editorProcedure
    .input(movieEdit.pick({ id: true }))
    .query(async ({ input }) => await findMovieDetail(input.id)),

  update: editorProcedure.input(movieEdit).mutation(async ({ ctx, input: { id, version, patch } }) => {
    await updateMovie(id, patch, version, { userId: ctx.viewer.id, correlationId: ctx.requestId });
    ctx.afterWrite();
    await learnChanges();
  }),

  adminList: editorProcedure.input(adminListQuery).query(async ({ input }) => await findAdminPage(input)),

  genres: publicProcedure.query(async () => await findGenres()),
});
