import { canEditMovies } from "../../auth/policy";
import { learnChanges } from "../../cache";
import { requestTraining } from "../../jobs/commands";
import {
  dismiss,
  goBack,
  pickFilms,
  publishModel,
  restore,
  setPreferences,
} from "../../recommendations/commands";
import {
  findCoverage,
  findDecisions,
  findDismissed,
  findForYou,
  findGrid,
  findModels,
  findPreferences,
} from "../../recommendations/queries";
import {
  dismissalInput,
  forYouQuery,
  modelInput,
  modelsQuery,
  pickInput,
  preferencesInput,
  trainInput,
} from "../../recommendations/schema";
import { actorOf, adminProcedure, memberProcedure, publicProcedure, requires, router } from "../trpc";

const FIRST_LIST = 24;
const GRID = 30;

const staffProcedure = requires(canEditMovies, "editors and admins");

export const recommendations = router({
  /** The viewer's list; popular films where there is none of their own. */
  forYou: memberProcedure
    .input(forYouQuery)
    .query(async ({ ctx, input }) => await findForYou(ctx.viewer.id, input.count)),

  dismiss: memberProcedure.input(dismissalInput).mutation(async ({ ctx, input }) => {
    await dismiss(ctx.viewer.id, input.movieId);
    ctx.afterWrite();
  }),

  /** Undoes a dismissal. */
  restore: memberProcedure.input(dismissalInput).mutation(async ({ ctx, input }) => {
    await restore(ctx.viewer.id, input.movieId);
    ctx.afterWrite();
  }),

  dismissed: memberProcedure.query(async ({ ctx }) => await findDismissed(ctx.viewer.id)),

  preferences: memberProcedure.query(async ({ ctx }) => await findPreferences(ctx.viewer.id)),

  setPreferences: memberProcedure.input(preferencesInput).mutation(async ({ ctx, input }) => {
    const preferences = await setPreferences(ctx.viewer.id, input);
    ctx.afterWrite();
    return preferences;
  }),

  /** Films for a newcomer to pick from. */
  grid: publicProcedure.query(async () => await findGrid(GRID)),

  /** A newcomer's picks; their first list comes back. */
  pick: memberProcedure.input(pickInput).mutation(async ({ ctx, input }) => {
    const list = await pickFilms(ctx.viewer.id, input.movieIds, FIRST_LIST);
    ctx.afterWrite();
    return list;
  }),

  models: staffProcedure.input(modelsQuery).query(async ({ input }) => await findModels(input.page)),

  /** Who decided what about models. */
  decisions: staffProcedure.query(async () => await findDecisions()),

  /** What is slow, and what is in nobody's list. */
  health: staffProcedure.query(async () => await findCoverage()),

  train: adminProcedure.input(trainInput).mutation(async ({ ctx, input }) => {
    const run = await requestTraining(actorOf(ctx), input.refit);
    ctx.afterWrite();
    return run;
  }),

  publishModel: adminProcedure.input(modelInput).mutation(async ({ ctx, input }) => {
    await publishModel(input.modelId, { userId: ctx.viewer.id, why: "Published by hand." });
    ctx.afterWrite();
    await learnChanges();
  }),

  goBack: adminProcedure.mutation(async ({ ctx }) => {
    const back = await goBack({ userId: ctx.viewer.id, why: "Gone back to by hand." });
    ctx.afterWrite();
    await learnChanges();
    return back;
  }),
});
