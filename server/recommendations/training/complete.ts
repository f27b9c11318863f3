import { db } from "../../db";
import { IALS } from "../collaborative/ials";
import { likedTogether } from "../collaborative/item-knn";
import { nearestFilms } from "../content/neighbours";
import { projectContent } from "../content/space";
import { likesOf } from "../evaluation/split";
import { countsOf, type Sparse, transpose } from "../maths/sparse";
import { rowOf } from "../maths/vectors";
import { secondsSchema } from "../schema";
import { popularOf } from "../serving/popular";
import { beginPart } from "../work/part";
import { readContentSpace, writeGram, writeNeighbours, writePrior } from "./artifacts";
import { LEAST_LIKED, readTrainingData } from "./data";
import { trainCollaborative, trainNothing } from "./model";
import { writePopularLists } from "./popular-lists";
import { SIMILAR_KEPT, writeSimilar } from "./similar";
import { writeVectors } from "./vectors";

const storedKinds = { "ials-cp": "ials_cp", "item-knn": "item_knn", content: "content" } as const;

/** People in common that a film needs with another before its page says so: two would point at somebody. */
const LEAST_IN_COMMON = 3;

/**
 * Trains an accepted candidate on everything and writes all that serving needs, under its own number: what is
 * published isn't touched. Runs again from the start after a crash.
 * @throws Error where there is no such candidate.
 */
export async function completeModel(modelId: number): Promise<{ films: number }> {
  const model = await db().recModel.findFirst({
    where: { id: modelId, status: "candidate" },
    select: { kind: true, seconds: true, peakMegabytes: true },
  });
  if (!model) throw new Error(`Model ${modelId} is no candidate.`);
  await db().movieVector.deleteMany({ where: { modelId } });
  beginPart("reading, for everything");
  const data = await readTrainingData();
  const content = projectContent(data.texts, await readContentSpace(modelId));
  const likes = likesOf(data.people, data.movieIds.length, LEAST_LIKED);
  const started = performance.now();
  beginPart("factors, on everything");
  const train = model.kind === "content" ? trainNothing : trainCollaborative;
  const trained = train(likes, content, data.movieIds, IALS);
  const trainedAt = performance.now();
  const counts = countsOf(transpose(likes));
  beginPart("writing vectors and lists");
  const popular = popularOf(data, new Date().getUTCFullYear());
  await writeVectors(
    modelId,
    [...data.movieIds].map((movieId, at) => ({
      movieId,
      content: rowOf(content, at),
      cf: trained.films ? rowOf(trained.films, at) : new Float32Array(),
      likes: counts[at] ?? 0,
      popular: popular[at] ?? 0,
      madeFrom: data.madeFrom[at] ?? new Date(0),
    })),
  );
  if (trained.prior) await writePrior(modelId, trained.prior);
  if (trained.gram) await writeGram(modelId, trained.gram);
  if (trained.neighbours) await writeNeighbours(modelId, { ...trained.neighbours, movieIds: data.movieIds });
  await writePopularLists(modelId, data, likes, content, popular);
  const writtenAt = performance.now();
  await db().movieSimilar.deleteMany({ where: { modelId } });
  beginPart("neighbours by content");
  const near = nearestFilms(content, data.movieIds, SIMILAR_KEPT, IALS.seed);
  beginPart("neighbours by likes");
  const together: Sparse = likedTogether(likes, SIMILAR_KEPT, data.movieIds, LEAST_IN_COMMON);
  beginPart("writing neighbours");
  await writeSimilar(modelId, data, content, near, together);
  const seconds = (from: number, to: number) => Math.round((to - from) / 10) / 100;
  await db().recModel.update({
    where: { id: modelId },
    data: {
      complete: true,
      kind: storedKinds[trained.collaborative.kind],
      films: data.movieIds.length,
      seconds: {
        ...secondsSchema.parse(model.seconds),
        train: seconds(started, trainedAt),
        write: seconds(trainedAt, writtenAt),
        similar: seconds(writtenAt, performance.now()),
      },
      peakMegabytes: Math.max(model.peakMegabytes ?? 0, Math.round(process.resourceUsage().maxRSS / 1_024)),
    },
    select: { id: true },
  });
  return { films: data.movieIds.length };
}
