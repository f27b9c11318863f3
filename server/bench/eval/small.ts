import { IALS } from "../../recommendations/collaborative/ials";
import { priorOf } from "../../recommendations/collaborative/prior";
import { fitContent, projectContent } from "../../recommendations/content/space";
import { mean } from "../../recommendations/evaluation/metrics";
import { blendScorer, popularityScorer, scoreTrial } from "../../recommendations/evaluation/score";
import { randomSplit } from "../../recommendations/evaluation/split";
import { dot } from "../../recommendations/maths/vectors";
import { type Train, trainCollaborative } from "../../recommendations/training/model";
import { plant } from "../../testing/planted";
import { atLeast, type Check } from "./checks";
import { coldSplit, corpusOf, trialOf } from "./trials";

const FILMS = 200;
const PEOPLE = 150;
const RATINGS = 20;

/** Every seventh film is new to everybody. */
const COLD = 7;

/**
 * The same on films and people with a planted structure, for where the real data isn't: circles of taste whose
 * films share words, genres and people.
 * @param train what trains; a broken one must fail here.
 */
export function evaluateSmall(train: Train = trainCollaborative): Check[] {
  const planted = plant(FILMS, PEOPLE, RATINGS, 11);
  const ids = Int32Array.from({ length: FILMS }, (_, film) => film + 1);
  const content = projectContent(planted.films, fitContent(planted.films, IALS.seed));
  const corpus = corpusOf(planted.people, ids, content, 8);
  const trial = trialOf(randomSplit(planted.people, 42), corpus);
  const scorer = blendScorer(train(trial.likes, content, ids, IALS).collaborative, corpus.flat, trial.likes);
  const own = scoreTrial(trial, scorer);
  const popularity = mean(scoreTrial(trial, popularityScorer(trial.likes)).ndcg);
  const cold = Int32Array.from({ length: Math.floor(FILMS / COLD) }, (_, at) => at * COLD);
  const coldTrial = trialOf(coldSplit(planted.people, cold), corpus);
  const trained = train(coldTrial.likes, content, ids, IALS);
  const unseen = scoreTrial(coldTrial, (_, liked) => trained.collaborative.taste(liked).scores, cold);
  const expected = trained.prior && priorOf(trained.prior, content);
  const found = Array.from({ length: FILMS }, (_, film) => {
    const others = [...ids.keys()].filter((other) => other !== film);
    const nearest = others.reduce((best, other) => (cosine(film, other) > cosine(film, best) ? other : best));
    return planted.filmCircles[nearest] === planted.filmCircles[film] ? 1 : 0;
  });
  function cosine(a: number, b: number): number {
    return dot(content.data, a * content.width, content.data, b * content.width, content.width);
  }
  return [
    atLeast("planted: NDCG@10 beside popularity", mean(own.ndcg) / popularity, 2.5, " ×"),
    atLeast("planted: Recall@20", mean(own.recall), 0.7),
    atLeast("planted: coverage@10", own.coverage, 0.8),
    atLeast("planted: people with 20 films", own.covered, 0.99),
    atLeast("planted: cold films, NDCG@10", mean(unseen.ndcg), 0.6),
    atLeast("planted: nearest by content is of the same circle", mean(found), 0.95),
    atLeast("planted: the prior knows every film", (expected?.rows ?? 0) / FILMS, 1),
  ];
}
