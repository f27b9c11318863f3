import { tags } from "../../cache";
import { findMovies } from "../../catalog/movie-detail";
import { AppError } from "../../errors";
import { findForYou, findSimilar } from "../../recommendations/queries";
import { type RecommendedFilm, recommendationsQuery } from "../../recommendations/schema";
import { plain, rest, restAs } from "../rest";
import { byKey, movieIdOf } from "./movies";

/** Recommended films as the API shows films, each with its reason. */
async function withMovies(films: readonly RecommendedFilm[]) {
  const movies = await findMovies(films.map(({ id }) => id));
  return films.flatMap(({ id, match, reason }) => {
    const movie = movies.get(id);
    return movie ? [{ movie, match, reason }] : [];
  });
}

export const getOwnRecommendations = restAs(
  "any",
  { ...plain, query: recommendationsQuery },
  async ({ viewer, query }) => {
    const { films, state, stale, computedAt, modelId } = await findForYou(viewer.id, query.count);
    const body = { data: await withMovies(films), state, stale, computedAt, modelId };
    return { body, headers: { "Cache-Control": "private, no-store" } };
  },
);

export const getSimilarMovies = rest(
  { ...plain, params: byKey, query: recommendationsQuery },
  async (call) => {
    const id = await movieIdOf(call.params);
    if (!(await findMovies([id])).has(id))
      throw new AppError("not-found", { userMessage: "There is no such film." });
    const { similar, alsoLiked, modelId } = await findSimilar(id, call.query.count);
    const [data, liked] = await Promise.all([withMovies(similar), withMovies(alsoLiked)]);
    const body = { data, alsoLiked: liked, modelId };
    return { body, tags: [tags.similar(id), tags.recommendations(), tags.movies()] };
  },
);
