import { relevantIn, type Trial } from "../evaluation/score";
import { likesOf, randomSplit, type Split, timeSplit } from "../evaluation/split";
import { hash32 } from "../maths/random";
import type { Metrics } from "../schema";
import { LEAST_LIKED, type TrainingData } from "./data";

/** Fewer people with something to find than this: the split by time says too little. */
const PEOPLE_FOR_TIME = 200;

/** Fewer than this: no split says anything. */
const PEOPLE_TO_COMPARE = 20;

/** More people than this aren't scored: scoring one takes as long as scoring all films, and the error is small. */
const MOST_SCORED = 2_000;

const RANDOM_SEEDS = [42, 43, 44];

/** A trial with the name of its split. */
export type NamedTrial = Trial & { name: Metrics["split"] };

function trial(split: Split, { movieIds }: Pick<TrainingData, "movieIds">): Trial {
  const likes = likesOf(split.train, movieIds.length, LEAST_LIKED);
  const relevant = sampled(split.test.map((rated) => relevantIn(rated, LEAST_LIKED)));
  return { split, likes, relevant, ids: movieIds };
}

/** The test of the people with the lowest hashes, nobody else's: the same for all who are compared. */
function sampled(relevant: ReadonlySet<number>[]): ReadonlySet<number>[] {
  const people = [...relevant.keys()].filter((person) => relevant[person]?.size);
  if (people.length <= MOST_SCORED) return relevant;
  const kept = new Set(people.sort((a, b) => hash32(a) - hash32(b)).slice(0, MOST_SCORED));
  return relevant.map((films, person) => (kept.has(person) ? films : new Set()));
}

/** One trial by time, three at random where that has too few people, none where all have. */
export function trialsOf(data: Pick<TrainingData, "people" | "movieIds">): NamedTrial[] {
  const people = (one: Trial) => one.relevant.filter((films) => films.size > 0).length;
  const byTime = trial(timeSplit(data.people), data);
  if (people(byTime) >= PEOPLE_FOR_TIME) return [{ ...byTime, name: "time" }];
  const byChance = RANDOM_SEEDS.map((seed) => trial(randomSplit(data.people, seed), data));
  if (byChance.every((one) => people(one) < PEOPLE_TO_COMPARE)) return [];
  return byChance.map((one) => ({ ...one, name: "random" as const }));
}
