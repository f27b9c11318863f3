import type { z } from "zod";
import type { Scope } from "../../auth/policy";
import { movieInput, moviePatch, movieQuery } from "../../catalog/schema";
import { editionsQuery, entriesQuery, explanationQuery, recomputeInput } from "../../ranking/schema";
import { ratingInput } from "../../ratings/schema";
import { recommendationsQuery } from "../../recommendations/schema";
import type { AnswerName } from "./schemas";

/** One call as the document describes it, with the schemas that its handler parses with. */
export interface Operation {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  tag: "Films" | "Ratings" | "Lists" | "Rankings" | "Recommendations";
  summary: string;
  description?: string;
  /** What the token has to allow; "any" token for what is the caller's own. */
  scope?: Scope | "any";
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Request headers with what they are for. */
  headers?: Record<string, string>;
  status: 200 | 201 | 202 | 204;
  answer?: AnswerName;
  /** Codes of refusals beyond those that every call of its kind can meet. */
  refusals?: ("not-found" | "conflict" | "precondition-failed")[];
}

/** Every call of the API; a test compares it with the route files. */
export const operations: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/movies",
    tag: "Films",
    summary: "Films by rank, title, year or date added",
    description:
      "Sorted by rank, films come in the all-time list's order and then those that aren't eligible for it. Films in the trash never show.",
    query: movieQuery,
    status: 200,
    answer: "MoviePage",
  },
  {
    method: "post",
    path: "/api/v1/movies",
    tag: "Films",
    summary: "Add a film",
    description:
      "A film of the same title, however spelt, and year is refused with the id of the one that stands, unless allowDuplicate is true. With an Idempotency-Key the same call again answers the same and adds nothing.",
    scope: "movies:write",
    body: movieInput,
    headers: { "Idempotency-Key": "1 to 200 visible ASCII characters, kept for a day" },
    status: 201,
    answer: "Movie",
    refusals: ["conflict"],
  },
  {
    method: "get",
    path: "/api/v1/movies/{idOrSlug}",
    tag: "Films",
    summary: "One film with credits, ranks, stats and histogram",
    status: 200,
    answer: "MovieDetail",
    refusals: ["not-found"],
  },
  {
    method: "patch",
    path: "/api/v1/movies/{idOrSlug}",
    tag: "Films",
    summary: "Change a film",
    description:
      "The fields given change; null empties one, a list replaces the whole list. Takes the film's id.",
    scope: "movies:write",
    body: moviePatch,
    headers: { "If-Match": "The ETag that the film was read with; without it nothing is compared" },
    status: 200,
    answer: "MovieDetail",
    refusals: ["not-found", "conflict", "precondition-failed"],
  },
  {
    method: "delete",
    path: "/api/v1/movies/{idOrSlug}",
    tag: "Films",
    summary: "Put a film into the trash",
    description:
      "It shows nowhere from now on and leaves every list at the next edition. Takes the film's id.",
    scope: "movies:write",
    status: 204,
    refusals: ["not-found"],
  },
  {
    method: "put",
    path: "/api/v1/movies/{idOrSlug}/rating",
    tag: "Ratings",
    summary: "Rate a film, or change the rating",
    description: "One vote a person and film: a new one replaces the old. Takes the film's id.",
    scope: "ratings:write",
    body: ratingInput,
    status: 200,
    answer: "Rating",
    refusals: ["not-found"],
  },
  {
    method: "delete",
    path: "/api/v1/movies/{idOrSlug}/rating",
    tag: "Ratings",
    summary: "Withdraw a rating",
    scope: "ratings:write",
    status: 204,
    refusals: ["not-found"],
  },
  {
    method: "get",
    path: "/api/v1/movies/{idOrSlug}/explanation",
    tag: "Films",
    summary: "Why a film has its score and position",
    description: "The terms recompute to the score, to its last digit. Takes the film's id.",
    query: explanationQuery,
    status: 200,
    answer: "Explanation",
    refusals: ["not-found"],
  },
  {
    method: "get",
    path: "/api/v1/lists",
    tag: "Lists",
    summary: "The lists there are",
    status: 200,
    answer: "Lists",
  },
  {
    method: "get",
    path: "/api/v1/lists/{slug}",
    tag: "Lists",
    summary: "One list: formula, parameters, edition",
    status: 200,
    answer: "List",
    refusals: ["not-found"],
  },
  {
    method: "get",
    path: "/api/v1/lists/{slug}/entries",
    tag: "Lists",
    summary: "A page of a list",
    description: "The standing edition, or an earlier one as it stood.",
    query: entriesQuery,
    status: 200,
    answer: "EntryPage",
    refusals: ["not-found"],
  },
  {
    method: "get",
    path: "/api/v1/lists/{slug}/editions",
    tag: "Lists",
    summary: "A list's editions, the newest first",
    query: editionsQuery,
    status: 200,
    answer: "EditionPage",
    refusals: ["not-found"],
  },
  {
    method: "get",
    path: "/api/v1/lists/{slug}/editions/{n}",
    tag: "Lists",
    summary: "What an edition was made of",
    status: 200,
    answer: "Edition",
    refusals: ["not-found"],
  },
  {
    method: "get",
    path: "/api/v1/lists/{slug}/editions/{n}/verify",
    tag: "Lists",
    summary: "Prove an edition again from its stored inputs",
    status: 200,
    answer: "Proof",
    refusals: ["not-found"],
  },
  {
    method: "post",
    path: "/api/v1/rankings/recompute",
    tag: "Rankings",
    summary: "Ask for a full edition of one list, or of all",
    scope: "rankings:run",
    body: recomputeInput,
    status: 202,
    answer: "Recompute",
    refusals: ["not-found"],
  },
  {
    method: "get",
    path: "/api/v1/rankings/runs/{runId}",
    tag: "Rankings",
    summary: "How a run goes, or went",
    scope: "rankings:run",
    status: 200,
    answer: "Run",
    refusals: ["not-found"],
  },
  {
    method: "get",
    path: "/api/v1/me/recommendations",
    tag: "Recommendations",
    summary: "Films for the token's owner, each with its reason",
    description:
      "Popular films for people of whom nothing is known and for those who opted out. What they rated or dismissed never shows.",
    scope: "any",
    query: recommendationsQuery,
    status: 200,
    answer: "Recommendations",
  },
  {
    method: "get",
    path: "/api/v1/movies/{idOrSlug}/similar",
    tag: "Recommendations",
    summary: "Films like this one, and films liked by those who like it",
    description: "Takes the film's id. Empty until a model is published.",
    query: recommendationsQuery,
    status: 200,
    answer: "SimilarFilms",
    refusals: ["not-found"],
  },
];
