import { z } from "zod";
import { movieSchema, paging } from "../catalog/schema";

/** Entries on a page of the site. */
export const PAGE_SIZE = 50;

export const listSlug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "A list's name is in lower case, such as all-time.")
  .max(80);

export const entriesQuery = z.strictObject({
  ...paging,
  edition: z.coerce
    .number()
    .int("An edition is a whole number.")
    .min(1, "The first edition is 1.")
    .max(2_147_483_647, "There is no such edition.")
    .optional(),
});

/** A page of a list's editions, the newest first. */
export const editionsQuery = entriesQuery.omit({ edition: true });

/** An edition's number, as it stands in an address. */
export const editionNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number);

/** In which list a film's place is to be explained. */
export const explanationQuery = z.strictObject({ list: listSlug.default("all-time") });

/** One list: what it is and what its standing edition was made of. Times are ISO 8601 UTC. */
export const listSchema = z.object({
  slug: z.string(),
  title: z.string(),
  kind: z.enum(["all", "trending", "genre", "decade"]),
  formula: z.enum(["weighted-rating", "trending"]),
  formulaVersion: z.int(),
  parameters: z.object({
    priorMean: z.number().describe("C"),
    priorWeight: z.number().describe("m, in votes"),
    minimumWeight: z.number().describe("Sum of weights a film needs to enter, in votes"),
  }),
  edition: z.int(),
  computedAt: z.iso.datetime().nullable(),
  total: z.int(),
});
export type ListView = z.infer<typeof listSchema>;

export const entrySchema = z.object({
  position: z.int(),
  previousPosition: z
    .int()
    .nullable()
    .describe("Position a week ago; null: it was not among the first 1,000"),
  score: z.number().describe("Six decimals; in trending the decayed sum of weights"),
  interval: z.tuple([z.number(), z.number()]).nullable().describe("90 % interval of the score"),
  votes: z.int(),
  movie: movieSchema,
});
export type EntryView = z.infer<typeof entrySchema>;

/** A page of a list as the site draws it. */
export interface RankedPage {
  list: ListView;
  page: number;
  pageSize: number;
  pages: number;
  entries: EntryView[];
}

/** A film that changed place in a list since a week ago. `from` null: new in the list. */
export interface MovedFilm {
  slug: string;
  title: string;
  year: number;
  from: number | null;
  to: number;
}

/** Why a film has its score and position: the terms recompute to the score shown. */
export const explanationSchema = z.object({
  list: z.string(),
  formula: z.string(),
  edition: z.int(),
  terms: z.object({
    weightedSum: z.number().describe("Sum of weight times value, in votes"),
    weight: z.number().describe("Sum of weights, in votes"),
    priorWeight: z.number().describe("m"),
    priorMean: z.number().describe("C"),
    importedVotes: z.int(),
    importedMean: z.number().nullable(),
    ownVotes: z.int(),
    ownWeight: z.number(),
  }),
  score: z.number().nullable(),
  position: z.int().nullable(),
  above: z.object({ slug: z.string(), title: z.string(), position: z.int(), score: z.number() }).nullable(),
  below: z.object({ slug: z.string(), title: z.string(), position: z.int(), score: z.number() }).nullable(),
  passes: z
    .object({ votes: z.int(), value: z.int() })
    .nullable()
    .describe("So many more full-weight votes of this value pass the film above"),
  sentences: z.array(z.string()),
});
export type Explanation = z.infer<typeof explanationSchema>;

export const recomputeInput = z.strictObject({ list: listSlug.optional() });

export const runSchema = z.object({
  runId: z.string(),
  functionId: z.string(),
  status: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
  attempts: z.int(),
  steps: z.array(
    z.object({ id: z.string(), attempt: z.int(), milliseconds: z.number(), error: z.string().nullable() }),
  ),
  queuedAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  editions: z.array(z.object({ list: z.string(), edition: z.int() })),
  error: z.string().nullable(),
});
export type RunView = z.infer<typeof runSchema>;
