import { cacheLife, cacheTag } from "next/cache";
import { tags } from "../cache-tags";
import { findGrid, findSimilar, findStandingModel } from "./queries";
import type { FilmRef, ModelView, SimilarFilms } from "./schema";

/** Films that a newcomer picks from. */
const GRID = 30;

/** A film's neighbours, until another model is published or the film's vectors are made anew. */
export async function getSimilar(movieId: number): Promise<SimilarFilms> {
  "use cache";
  cacheTag(tags.recommendations(), tags.similar(movieId));
  cacheLife("hours");
  return await findSimilar(movieId);
}

/** Well-known films, far from one another. */
export async function getOnboardingGrid(): Promise<FilmRef[]> {
  "use cache";
  cacheTag(tags.recommendations());
  cacheLife("hours");
  return await findGrid(GRID);
}

/** The published model with its offline scores; null before the first. */
export async function getStandingModel(): Promise<ModelView | null> {
  "use cache";
  cacheTag(tags.recommendations());
  cacheLife("hours");
  return await findStandingModel();
}
