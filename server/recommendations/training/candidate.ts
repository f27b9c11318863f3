import { db } from "../../db";
import { scoreEase, trainEase } from "../collaborative/ease";
import { IALS } from "../collaborative/ials";
import { centred } from "../content/centred";
import { fitContent, projectContent } from "../content/space";
import { gate, type Scored } from "../evaluation/gate";
import { mean } from "../evaluation/metrics";
import { blendScorer, popularityScorer, relevantIn, scoreTrial, type Trial } from "../evaluation/score";
import { likesOf, randomSplit, type Split, timeSplit } from "../evaluation/split";
import { countsOf, transpose } from "../maths/sparse";
import type { Dense } from "../maths/vectors";
import type { GateCheck, Metrics } from "../schema";
import { readContentSpace, writeContentSpace } from "./artifacts";
import { LEAST_LIKED, readTrainingData, type TrainingData } from "./data";
import { PEOPLE_FOR_FACTORS, type Train, trainCollaborative } from "./model";

/** Fewer people with something to find than this: the split by time says too little. */
const PEOPLE_FOR_TIME = 200;

/** Fewer than this: no split says anything. */
const PEOPLE_TO_COMPARE = 20;

const RANDOM_SEEDS = [42, 43, 44];

/** The challenger's films: those that this many people like, and no challenger where they are too many. */
const ACTIVE_LIKES = 5;
const MOST_ACTIVE = 4_000;
const EASE_LAMBDA = 400;

interface Options {
  /** Fit vocabulary and projections anew, instead of those of the standing model. */
  refit: boolean;
  /** What trains; tests give a broken one. */
  train?: Train;
}

/**
 * Trains a candidate on a split, compares it with the standing model's settings on the same split, and writes
 * down what the gate found. Nothing that is served changes.
 */
export async function trainCandidate({ refit, train = trainCollaborative }: Options): Promise<{
  modelId: number;
  passed: boolean;
}> {
  const data = await readTrainingData();
  const standing = await db().recModel.findFirst({ where: { status: "published" }, select: { id: true } });
  const started = performance.now();
  const space = !refit && standing ? await readContentSpace(standing.id) : fitContent(data.texts, IALS.seed);
  const content = projectContent(data.texts, space);
  const fitted = performance.now();
  const trials = trialsOf(data);
  const { metrics, checks } = compare(trials, content, data.movieIds, train, standing !== null);
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
      parameters: { ...IALS },
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
  return compared ? "Passed." : "Passed without a comparison: too few people rated enough films.";
}

function trial(split: Split, { movieIds }: TrainingData): Trial {
  const likes = likesOf(split.train, movieIds.length, LEAST_LIKED);
  return { split, likes, relevant: split.test.map((rated) => relevantIn(rated, LEAST_LIKED)), ids: movieIds };
}

/** One trial by time, three at random where that has too few people, none where all have. */
function trialsOf(data: TrainingData): (Trial & { name: Metrics["split"] })[] {
  const people = (one: Trial) => one.relevant.filter((films) => films.size > 0).length;
  const byTime = trial(timeSplit(data.people), data);
  if (people(byTime) >= PEOPLE_FOR_TIME) return [{ ...byTime, name: "time" }];
  const byChance = RANDOM_SEEDS.map((seed) => trial(randomSplit(data.people, seed), data));
  if (byChance.every((one) => people(one) < PEOPLE_TO_COMPARE)) return [];
  return byChance.map((one) => ({ ...one, name: "random" as const }));
}

/** Candidate, standing settings, popularity and challenger on the same trials. */
function compare(
  trials: readonly (Trial & { name: Metrics["split"] })[],
  content: Dense,
  ids: Int32Array,
  train: Train,
  standing: boolean,
): { metrics: { own: Metrics; standing: Metrics | null } | null; checks: GateCheck[] } {
  const [first] = trials;
  if (!first) return { metrics: null, checks: [] };
  const flat = centred(content);
  const scoreWith = (how: Train) =>
    together(
      trials.map((one) => {
        const trained = how(one.likes, content, ids, IALS);
        return scoreTrial(one, blendScorer(trained.collaborative, flat, one.likes));
      }),
    );
  const own = scoreWith(train);
  // The same training on the same data gives the same numbers: it needn't run twice.
  const held = standing ? (train === trainCollaborative ? own : scoreWith(trainCollaborative)) : null;
  const popularity = together(trials.map((one) => scoreTrial(one, popularityScorer(one.likes))));
  const ease = scoreChallenger(first);
  const base = {
    split: first.name,
    users: own.ndcg.length,
    popularityNdcg10: mean(popularity.ndcg),
    easeNdcg10: ease,
  };
  const checks = gate(own, held, base.popularityNdcg10);
  return { metrics: { own: told(own, base), standing: held && told(held, base) }, checks };
}

type Base = Pick<Metrics, "split" | "users" | "popularityNdcg10" | "easeNdcg10">;

function told(scored: Scored, base: Base): Metrics {
  const { coverage: coverage10, covered } = scored;
  return { ...base, ndcg10: mean(scored.ndcg), recall20: mean(scored.recall), coverage10, covered };
}

/** Several trials as one: people one after the other, shares as their mean. */
function together(scored: readonly Scored[]): Scored {
  return {
    ndcg: scored.flatMap((one) => one.ndcg),
    recall: scored.flatMap((one) => one.recall),
    coverage: mean(scored.map((one) => one.coverage)),
    covered: mean(scored.map((one) => one.covered)),
    finite: scored.every((one) => one.finite),
  };
}

function scoreChallenger(one: Trial): number | null {
  const active = countsOf(transpose(one.likes)).filter((count) => count >= ACTIVE_LIKES).length;
  if (active === 0 || active > MOST_ACTIVE) return null;
  const ease = trainEase(one.likes, EASE_LAMBDA, active);
  return mean(scoreTrial(one, (_, liked) => scoreEase(ease, liked, one.likes.columns)).ndcg);
}
