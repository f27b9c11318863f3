import { scoreEase, trainEase } from "../../recommendations/collaborative/ease";
import { ialsOf } from "../../recommendations/collaborative/fold-in";
import { type Factors, IALS, trainIals } from "../../recommendations/collaborative/ials";
import { fitContent, projectContent } from "../../recommendations/content/space";
import { mean } from "../../recommendations/evaluation/metrics";
import {
  blendScorer,
  popularityScorer,
  type Scorer,
  scoreTrial,
  type Trial,
} from "../../recommendations/evaluation/score";
import { randomSplit, timeSplit } from "../../recommendations/evaluation/split";
import { dot, gramOf } from "../../recommendations/maths/vectors";
import { atLeast, atMost, type Check, equal, near } from "./checks";
import { mmrEffect } from "./diversity";
import { hashOfTest, readMovieLens } from "./movielens";
import { neighbourOverlap } from "./neighbours";
import { contentSpeed, foldInSpeed, peakMegabytes, processorSeconds } from "./speed";
import { coldSplit, corpusOf, trialOf } from "./trials";

const RANDOM_HASH = "4b39214a1ba6fabe7c7a568a1c9fee1d7abd8cb2a1bb6f936e75443b35704658";
const TIME_HASH = "d606f159185ad3e04fb8dc4439ce6352747d4207c4c88897508e031a9c6bc158";

const EASE_LAMBDA = 400;
const EASE_FILMS = 2_500;

/** Scores by the factors themselves. */
function factorScorer({ people, films }: Factors): Scorer {
  return (person) =>
    Float64Array.from({ length: films.rows }, (_, film) =>
      dot(people.data, person * people.width, films.data, film * films.width, films.width),
    );
}

/** The whole protocol on MovieLens and Wikipedia; docs/recommendations.md explains each line. */
export function evaluateFully(folder: string): Check[] {
  const data = readMovieLens(folder);
  const splits = { random: randomSplit(data.people, 42), time: timeSplit(data.people) };
  const content = processorSeconds(() => projectContent(data.films, fitContent(data.films, IALS.seed)));
  const corpus = corpusOf(data.people, data.movieIds, content.result, 4);
  const random = trialOf(splits.random, corpus);
  const time = trialOf(splits.time, corpus);
  const { result: trained, megabytes } = peakMegabytes(() =>
    processorSeconds(() => trainIals(random.likes, corpus.content, IALS)),
  );
  const plain = trainIals(random.likes, null, IALS);
  const byTime = trainIals(time.likes, corpus.content, IALS);
  const ndcgOf = (trial: Trial, scorer: Scorer) => mean(scoreTrial(trial, scorer).ndcg);
  const ease = trainEase(random.likes, EASE_LAMBDA, EASE_FILMS);
  const challenger = scoreTrial(random, (_, liked) => scoreEase(ease, liked, random.likes.columns));
  const prior = scoreTrial(random, factorScorer(trained.result));
  const served = (factors: Factors) => ialsOf(factors.films, gramOf(factors.films), IALS);
  const blended = blendScorer(served(trained.result), corpus.flat, random.likes);
  const mmr = mmrEffect(random, blended, corpus.flat);
  const coldTrial = trialOf(coldSplit(data.people, data.cold), corpus);
  const cold = scoreTrial(
    coldTrial,
    factorScorer(trainIals(coldTrial.likes, corpus.content, IALS)),
    data.cold,
  );
  return [
    equal("random split: sha256 of the test", hashOfTest(data, splits.random), RANDOM_HASH),
    equal("time split: sha256 of the test", hashOfTest(data, splits.time), TIME_HASH),
    near(
      "harness: popularity, random, NDCG@10",
      ndcgOf(random, popularityScorer(random.likes)),
      0.1573,
      0.0002,
    ),
    near("harness: popularity, time, NDCG@10", ndcgOf(time, popularityScorer(time.likes)), 0.0512, 0.0002),
    near("harness: EASE, random, NDCG@10", mean(challenger.ndcg), 0.2999, 0.0005),
    near("harness: EASE, random, Recall@20", mean(challenger.recall), 0.3393, 0.0005),
    atLeast("plain iALS, random, NDCG@10", ndcgOf(random, factorScorer(plain)), 0.28),
    atLeast("iALS-CP, random, NDCG@10", mean(prior.ndcg), 0.3),
    atLeast("iALS-CP, random, Recall@20", mean(prior.recall), 0.345),
    atLeast("iALS-CP, random, coverage@10", prior.coverage, 0.05),
    atLeast("blend, random, NDCG@10", ndcgOf(random, blended), 0.31),
    atLeast(
      "blend, time, NDCG@10",
      ndcgOf(time, blendScorer(served(byTime), corpus.flat, time.likes)),
      0.088,
    ),
    atLeast("cold films, NDCG@10", mean(cold.ndcg), 0.17),
    atLeast("cold films, Recall@20", mean(cold.recall), 0.23),
    atLeast("content neighbours among co-rated ones (ov10)", neighbourOverlap(corpus), 0.12),
    atMost("MMR: similarity within a list", 100 * mmr.similarity, -10, " %"),
    atLeast("MMR: NDCG@10", 100 * mmr.ndcg, -2, " %"),
    atMost("training iALS-CP, processor time", trained.seconds, 20, " s"),
    atMost("training iALS-CP, at most in memory above before", megabytes, 400, " MB"),
    contentSpeed(data.films, 10_000, 10),
    contentSpeed(data.films, 100_000, 120),
    foldInSpeed(served(trained.result), data.movieIds.length),
  ];
}
