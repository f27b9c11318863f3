import { z } from "zod";

const filmId = z.int().min(1).max(2_147_483_647);

/** Films of a list at most. */
export const MOST_FILMS = 100;

/** Picks that a newcomer is asked for. */
export const PICKS_WANTED = 5;

/** How many films, for the member's own list. */
export const forYouQuery = z.strictObject({ count: z.int().min(1).max(MOST_FILMS).default(24) });

/** The same in an address. */
export const recommendationsQuery = z.strictObject({
  count: z.coerce
    .number()
    .int("A count is a whole number.")
    .min(1, "Ask for at least one film.")
    .max(MOST_FILMS, `A list holds at most ${MOST_FILMS} films.`)
    .default(24),
});

/** A film to dismiss or to bring back. */
export const dismissalInput = z.strictObject({ movieId: filmId });

/** Films that a newcomer likes. */
export const pickInput = z.strictObject({
  movieIds: z
    .array(filmId)
    .min(1, "Pick at least one film.")
    .max(20, "Twenty films are plenty.")
    .refine((ids) => new Set(ids).size === ids.length, "A film is picked twice."),
});

/** A member's settings; what is left out stays. */
export const preferencesInput = z.strictObject({
  personalised: z.boolean().optional(),
  crowd: z.number().min(0, "0 is the least.").max(1, "1 is the most.").optional(),
});

/** A page of models. */
export const modelsQuery = z.strictObject({ page: z.int().min(1).max(1_000_000).default(1) });
export const modelInput = z.strictObject({ modelId: filmId });
export const trainInput = z.strictObject({ refit: z.boolean().default(false) });

export const preferencesSchema = z.object({
  personalised: z.boolean().describe("False: nothing personal is computed or kept"),
  crowd: z.number().describe("0: by what films are; 1: by what people like"),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const reasonKinds = [
  "liked",
  "picked",
  "director",
  "cast",
  "genre",
  "plot",
  "era",
  "fans",
  "popular",
] as const;

/** Why a film is in a list, as it was computed with the list. Never names another person. */
export const reasonSchema = z.object({
  kind: z.enum(reasonKinds),
  text: z.string().describe("A sentence for people"),
  movie: z.object({ id: z.int(), slug: z.string(), title: z.string() }).nullable(),
  name: z.string().nullable().describe("The director, actor or genre that is shared"),
});
export type Reason = z.infer<typeof reasonSchema>;

/** A film as lists of recommendations show it. */
export interface FilmRef {
  id: number;
  slug: string;
  title: string;
  year: number;
  posterUrl: string | null;
  genres: string[];
  directors: string[];
  /** The all-time list's weighted rating; null while the film isn't in it. */
  score: number | null;
}

export interface RecommendedFilm extends FilmRef {
  /** 0 to 1: the score beside the list's best. */
  match: number;
  reason: Reason;
}

/** Whether a list is the member's own, popular films, or popular ones until theirs is computed. */
export const listStates = ["personal", "popular", "waiting"] as const;

/** A member's list. */
export interface ForYou extends Preferences {
  state: (typeof listStates)[number];
  ratings: number;
  picks: number;
  stale: boolean;
  computedAt: string | null;
  modelId: number | null;
  films: RecommendedFilm[];
}

/** A film's neighbours. */
export interface SimilarFilms {
  modelId: number | null;
  similar: RecommendedFilm[];
  /** Liked by the people who liked this film. */
  alsoLiked: RecommendedFilm[];
}

/** Offline scores on one split; see docs/recommendations.md. */
export const metricsSchema = z.object({
  split: z.enum(["time", "random"]),
  users: z.int().describe("People with a test film that they liked"),
  ndcg10: z.number(),
  recall20: z.number(),
  coverage10: z.number().describe("Share of all films in somebody's first ten"),
  popularityNdcg10: z.number(),
  easeNdcg10: z.number().nullable().describe("The challenger EASE; null where there are too many films"),
  covered: z.number().describe("Share of people with 20 candidates"),
});
export type Metrics = z.infer<typeof metricsSchema>;

/** The gate's inputs: candidate and standing model on the same split. */
export const comparisonSchema = z.object({ own: metricsSchema, standing: metricsSchema.nullable() });

/** One demand of the gate. */
export const gateCheckSchema = z.object({
  name: z.string(),
  demand: z.string(),
  value: z.string(),
  passed: z.boolean(),
});
export type GateCheck = z.infer<typeof gateCheckSchema>;

export const stages = ["content", "evaluate", "train", "similar", "write"] as const;
export const secondsSchema = z.partialRecord(z.enum(stages), z.number());

export const modelStatuses = ["candidate", "published", "rejected", "retired"] as const;
export const modelKinds = ["ials-cp", "item-knn", "content"] as const;

/** A generation, as staff and the public page see it. */
export interface ModelView {
  id: number;
  status: (typeof modelStatuses)[number];
  kind: (typeof modelKinds)[number];
  /** All its vectors and lists are stored, so it can be published. */
  complete: boolean;
  createdAt: string;
  publishedAt: string | null;
  films: number;
  people: number;
  likes: number;
  seconds: z.infer<typeof secondsSchema>;
  peakMegabytes: number | null;
  metrics: Metrics | null;
  standingMetrics: Metrics | null;
  checks: GateCheck[];
  verdict: string;
  seed: number;
  parameters: Record<string, number>;
}

export interface ModelPage {
  models: ModelView[];
  page: number;
  pages: number;
  total: number;
  standing: number | null;
}

/** A line of the log of models. */
export interface DecisionView {
  id: number;
  modelId: number;
  action: string;
  why: string;
  /** Who of staff; null: the gate. */
  by: string | null;
  at: string;
}

export interface Health {
  films: number;
  withVectors: number;
  /** Lists that wait to be made anew. */
  stale: number;
  slowest: { modelId: number; stage: string; seconds: number }[];
  /** Genres by how few of their films are in anybody's list. */
  leastCovered: { genre: string; films: number; recommended: number; share: number }[];
}
