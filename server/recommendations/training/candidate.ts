import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { db } from "../../db";
import { IALS } from "../collaborative/ials";
import { fitContent, projectContent } from "../content/space";
import { likesOf } from "../evaluation/split";
import { countsOf } from "../maths/sparse";
import { countRatings } from "../queries";
import type { GateCheck } from "../schema";
import { beginPart } from "../work/part";
import { readContentSpace, writeContentSpace } from "./artifacts";
import { compare, type Settings } from "./compare";
import { LEAST_LIKED, readTrainingData, type TrainingData } from "./data";
import { PEOPLE_FOR_FACTORS, type Train, trainCollaborative } from "./model";
import { trialsOf } from "./trials";

interface Options {
  /** Fit vocabulary and projections anew, instead of those of the standing model. */
  refit: boolean;
  /** What trains; tests give a broken one. */
  train?: Train;
}

/**
 * Trains a candidate on a split, compares it with the standing model's vocabulary and parameters on the same split, and writes
 * down what the gate found. Nothing that is served changes.
 */
export async function trainCandidate({ refit, train = trainCollaborative }: Options): Promise<{
  modelId: number;
  passed: boolean;
}> {
  beginPart("reading, for the gate");
  const data = await readTrainingData();
  const standing = await db().recModel.findFirst({
    where: { status: "published" },
    select: { id: true, parameters: true },
  });
  const started = performance.now();
  beginPart("content");
  const space = !refit && standing ? await readContentSpace(standing.id) : fitContent(data.texts, IALS.seed);
  const content = projectContent(data.texts, space);
  const fitted = performance.now();
  beginPart("training and scoring, for the gate");
  const trials = trialsOf(data);
  const candidate = { content, parameters: IALS, train };
  const { metrics, checks } = compare(
    trials,
    candidate,
    standing && (await settingsOf(standing, candidate, data)),
  );
  const passed = checks.every((check) => check.passed);
  // Where nothing beats popularity and nothing is served yet, content and popularity serve.
  const kind = passed ? kindOf(data) : standing || !onlyPopularityFailed(checks) ? kindOf(data) : "content";
  const accepted = passed || kind === "content";
  const verdict = verdictOf(checks, kind === "content", trials.length > 0);
  const likes = likesOf(data.people, data.movieIds.length, LEAST_LIKED);
  const model = await db().recModel.create({
    data: {
      kind,
      status: accepted ? "candidate" : "rejected",
      seed: IALS.seed,
      dataHash: data.hash,
      parameters: { ...IALS, ratings: await countRatings() },
      ...(metrics ? { metrics } : {}),
      checks: [...checks],
      verdict,
      seconds: { content: seconds(fitted - started), evaluate: seconds(performance.now() - fitted) },
      peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1_024),
      films: data.movieIds.length,
      people: countsOf(likes).filter((count) => count > 0).length,
      likes: likes.indices.length,
      decisions: {
        create: [
          { action: "trained", why: refit ? "With a new vocabulary." : "With the standing vocabulary." },
          ...(accepted ? [] : [{ action: "rejected", why: verdict }]),
        ],
      },
    },
    select: { id: true },
  });
  await writeContentSpace(model.id, space);
  return { modelId: model.id, passed: accepted };
}

const parametersOf = z.object({
  width: z.int(),
  a0: z.number(),
  lambda: z.number(),
  iterations: z.int(),
  priorFrom: z.int(),
  seed: z.int(),
});

/**
 * What the standing model was made with: its own vocabulary, projections and parameters, not today's. Where all
 * of them are the candidate's, it is the candidate.
 */
async function settingsOf(
  standing: { id: number; parameters: unknown },
  candidate: Settings,
  { texts }: TrainingData,
): Promise<Settings> {
  const parameters = parametersOf.parse(standing.parameters);
  const read = projectContent(texts, await readContentSpace(standing.id));
  const content = isDeepStrictEqual(read.data, candidate.content.data) ? candidate.content : read;
  const same =
    candidate.train === trainCollaborative &&
    content === candidate.content &&
    isDeepStrictEqual(parameters, candidate.parameters);
  return same ? candidate : { content, parameters, train: trainCollaborative };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 10) / 100;
}

function kindOf(data: TrainingData): "ials_cp" | "item_knn" {
  const active = data.people.filter((rated) => rated.values.some((value) => value >= LEAST_LIKED)).length;
  return active < PEOPLE_FOR_FACTORS ? "item_knn" : "ials_cp";
}

function onlyPopularityFailed(checks: readonly GateCheck[]): boolean {
  return checks.filter((check) => !check.passed).every((check) => check.name.includes("popularity"));
}

function verdictOf(checks: readonly GateCheck[], fallback: boolean, compared: boolean): string {
  const failed = checks.filter((check) => !check.passed).map((check) => check.name);
  if (fallback) return "The crowd says too little yet to beat popularity: content and popularity serve.";
  if (failed.length > 0) return `Refused: ${failed.join("; ")}.`;
  return compared
    ? "Passed all that was asked."
    : "Passed without a comparison: too few people rated enough films.";
}
