import { z } from "zod";
import { findMember } from "../../members/queries";
import { clearRating, rateMovie } from "../../ratings/commands";
import { findRatings } from "../../ratings/queries";
import { ratingInput } from "../../ratings/schema";
import { memberProcedure, publicProcedure, router } from "../trpc";

const movieId = z.int().min(1).max(2_147_483_647);

export const ratings = router({
  /** What the viewer rated these films, by id; {} for a visitor. */
  mine: publicProcedure
    .input(z.strictObject({ movieIds: z.array(movieId).max(200) }))
    .query(async ({ ctx, input }) => {
      const viewer = ctx.viewer && (await findMember(ctx.viewer));
      return viewer ? await findRatings(viewer.id, input.movieIds) : {};
    }),

  rate: memberProcedure.input(ratingInput.extend({ movieId })).mutation(async ({ ctx, input }) => {
    const vote = { ...input, userId: ctx.viewer.id, correlationId: ctx.requestId };
    const rating = await rateMovie(vote);
    ctx.afterWrite();
    return rating;
  }),

  clear: memberProcedure.input(z.strictObject({ movieId })).mutation(async ({ ctx, input }) => {
    await clearRating({ ...input, userId: ctx.viewer.id, correlationId: ctx.requestId });
    ctx.afterWrite();
  }),
});
