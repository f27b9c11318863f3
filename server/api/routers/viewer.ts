import { countSignIn, countSignUp } from "../../auth/rate-limits";
import { deleteAccount, signUp } from "../../members/commands";
import { findMember, findOwnAccount } from "../../members/queries";
import { deleteAccountInput, signUpInput } from "../../members/schema";
import { memberProcedure, publicProcedure, router } from "../trpc";

export const viewer = router({
  /** Who is signed in, as the database has them now; null for a visitor. */
  me: publicProcedure.query(async ({ ctx }) => (ctx.viewer ? await findMember(ctx.viewer) : null)),

  /** The viewer's account as their own page shows it. */
  account: memberProcedure.query(async ({ ctx }) => await findOwnAccount(ctx.viewer.id)),

  /** Deletes the viewer's account and all that is theirs; tries count as tries to sign in. */
  deleteAccount: memberProcedure.input(deleteAccountInput).mutation(async ({ ctx, input }) => {
    const { email } = await findOwnAccount(ctx.viewer.id);
    await countSignIn(email, ctx.address);
    await deleteAccount({ ...input, userId: ctx.viewer.id, correlationId: ctx.requestId });
    ctx.afterWrite();
  }),

  /** Makes an account; signing in is the next step. */
  signUp: publicProcedure.input(signUpInput).mutation(async ({ ctx, input }) => {
    await countSignUp(ctx.address);
    return await signUp(input);
  }),
});
