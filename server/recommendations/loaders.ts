import { cacheLife, cacheTag } from "next/cache";
import { tags } from "../cache-tags";
import { fromReplica } from "../replica";
import { findSimilar, findStandingModel } from "./queries";
import type { ModelView, SimilarFilms } from "./schema";

/** A film's neighbours, until another model is published or the film's vectors are made anew. */
export async function getSimilar(movieId: number): Promise<SimilarFilms> {
  "use cache";
  cacheTag(tags.recommendations(), tags.similar(movieId));
  cacheLife("hours");
  return await fromReplica(() => findSimilar(movieId));
}

/** The published model with its offline scores; null before the first. */
export async function getStandingModel(): Promise<ModelView | null> {
  "use cache";
  cacheTag(tags.recommendations());
  cacheLife("hours");
  return await fromReplica(() => findStandingModel());
}
