import type { Handler } from "../rest";
import { getEdition, getExplanation, getList, listEditions, listEntries, listLists, verify } from "./lists";
import { getMovie, listMovies } from "./movies";
import { getRun } from "./rankings";
import { deleteRating, putRating } from "./ratings";
import { getOwnRecommendations, getSimilarMovies } from "./recommendations";

/** The handlers, by method, of all reads and of votes, by their paths in the API's document: for who answers without Next. */
export const direct: Readonly<Record<string, Readonly<Partial<Record<"GET" | "PUT" | "DELETE", Handler>>>>> =
  {
    "/api/v1/movies": { GET: listMovies },
    "/api/v1/movies/{idOrSlug}": { GET: getMovie },
    "/api/v1/movies/{idOrSlug}/rating": { PUT: putRating, DELETE: deleteRating },
    "/api/v1/movies/{idOrSlug}/explanation": { GET: getExplanation },
    "/api/v1/movies/{idOrSlug}/similar": { GET: getSimilarMovies },
    "/api/v1/lists": { GET: listLists },
    "/api/v1/lists/{slug}": { GET: getList },
    "/api/v1/lists/{slug}/entries": { GET: listEntries },
    "/api/v1/lists/{slug}/editions": { GET: listEditions },
    "/api/v1/lists/{slug}/editions/{n}": { GET: getEdition },
    "/api/v1/lists/{slug}/editions/{n}/verify": { GET: verify },
    "/api/v1/rankings/runs/{runId}": { GET: getRun },
    "/api/v1/me/recommendations": { GET: getOwnRecommendations },
  };
