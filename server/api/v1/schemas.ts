import { z } from "zod";
import { movieDetailSchema, movieSchema } from "../../catalog/schema";
import { entrySchema, explanationSchema, listSchema, runSchema } from "../../ranking/schema";
import { ratingSchema } from "../../ratings/schema";
import { listStates, reasonSchema } from "../../recommendations/schema";
import { problemSchema } from "../rest/problem";

const links = z.object({ next: z.string().nullable(), prev: z.string().nullable() });

/** A page of something, with the addresses of its neighbours. */
function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), page: z.int(), pageSize: z.int(), total: z.int(), links });
}

const editionSchema = z.object({
  number: z.int(),
  publishedAt: z.iso.datetime(),
  reason: z.string().describe("votes, hourly, nightly, requested or seed"),
  full: z.boolean().describe("Everything was recomputed from the raw rows"),
  formula: z.string(),
  formulaVersion: z.int(),
  parameters: listSchema.shape.parameters,
  asOf: z.iso.datetime().describe("The hour that decaying scores are reckoned at"),
  inputsHash: z.string(),
  orderHash: z.string().nullable(),
  total: z.int(),
  changed: z.int(),
  runId: z.string().nullable(),
});

const recommended = z.object({
  movie: movieSchema,
  match: z.number().describe("0 to 1: the score beside the list's best"),
  reason: reasonSchema,
});

const modelId = z.int().nullable().describe("The model that made it; null before the first");

/** What the API answers with, by the names that its document gives them; the contract tests parse with these. */
export const answers = {
  Movie: movieSchema,
  MovieDetail: movieDetailSchema,
  MoviePage: pageOf(movieSchema),
  Rating: ratingSchema,
  List: listSchema,
  Lists: z.object({ data: z.array(listSchema) }),
  EntryPage: pageOf(entrySchema).extend({ edition: z.int(), computedAt: z.iso.datetime().nullable() }),
  Edition: editionSchema,
  EditionPage: pageOf(editionSchema),
  Proof: z.object({ ok: z.boolean(), storedHash: z.string(), recomputedHash: z.string() }),
  Explanation: explanationSchema,
  Recompute: z.object({
    runId: z.string(),
    status: z.literal("queued"),
    links: z.object({ self: z.string() }),
  }),
  Run: runSchema,
  Recommendations: z.object({
    data: z.array(recommended),
    state: z.enum(listStates).describe("personal, popular, or waiting for the first personal list"),
    stale: z.boolean().describe("Something changed since; a new list is on its way"),
    computedAt: z.iso.datetime().nullable(),
    modelId,
  }),
  SimilarFilms: z.object({ data: z.array(recommended), alsoLiked: z.array(recommended), modelId }),
  Problem: problemSchema,
} as const;

export type AnswerName = keyof typeof answers;
