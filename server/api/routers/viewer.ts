import { countSignUp } from "../../auth/rate-limits";
import { signUp } from "../../members/commands";
import { findMember } from "../../members/queries";
import { signUpInput } from "../../members/schema";
import { publicProcedure, router } from "../trpc";

export const viewer = router({
  /** Who is signed in, as the database has them now; null for a visitor. */
  me: publicProcedure.query(async ({ ctx }) => (ctx.viewer ? await findMember(ctx.viewer) : null)),

  /** Makes an account; signing in is the next step. */
  signUp: publicProcedure.input(signUpInput).mutation(async ({ ctx, input }) => {
    await countSignUp(ctx.address);
    return await signUp(input);
  }),
});
