import type { Route } from "../rest";
import { getEdition, getExplanation, getList, listEditions, listEntries, listLists, verify } from "./lists";
import { getMovie, listMovies } from "./movies";
import { getRun } from "./rankings";
import { getOwnRecommendations, getSimilarMovies } from "./recommendations";

/** The handler of each GET by its path in the API's document, for who answers without Next. */
export const reads: Readonly<Record<string, Route>> = {
  "/api/v1/movies": listMovies,
  "/api/v1/movies/{idOrSlug}": getMovie,
  "/api/v1/movies/{idOrSlug}/explanation": getExplanation,
  "/api/v1/movies/{idOrSlug}/similar": getSimilarMovies,
  "/api/v1/lists": listLists,
  "/api/v1/lists/{slug}": getList,
  "/api/v1/lists/{slug}/entries": listEntries,
  "/api/v1/lists/{slug}/editions": listEditions,
  "/api/v1/lists/{slug}/editions/{n}": getEdition,
  "/api/v1/lists/{slug}/editions/{n}/verify": verify,
  "/api/v1/rankings/runs/{runId}": getRun,
  "/api/v1/me/recommendations": getOwnRecommendations,
};
