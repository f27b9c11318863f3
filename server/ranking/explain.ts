import { type Prior, scoreMicro, votesToPass } from "./formulas";
import type { Explanation } from "./schema";

/** A neighbour in the list. */
export interface Neighbour {
  slug: string;
  title: string;
  position: number;
  scoreMicro: bigint;
}

/** What a film's score is made of. Weights and sums in milli-votes. */
export interface Inputs {
  weight: bigint;
  weightedSum: bigint;
  ownVotes: number;
  ownWeight: bigint;
  importedVotes: number;
  /** Thousandths of a point. */
  importedMeanMilli: number;
}

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });
const shortScore = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function votes(count: number): string {
  return `${number.format(count)} ${count === 1 ? "vote" : "votes"}`;
}

/**
 * Why a film has its score and its place. The terms are exact: sums in thousandths of a vote and C in
 * thousandths of a point, so that whoever computes (S + m C) / (W + m) from them gets the score to its
 * last digit.
 */
export function explain(
  list: { slug: string; title: string; edition: number },
  inputs: Inputs,
  prior: Prior,
  place: { position: number | null; above: Neighbour | null; below: Neighbour | null },
): Explanation {
  const voted = inputs.weight > 0n;
  const micro = scoreMicro(inputs.weight, inputs.weightedSum, prior);
  const terms = {
    weightedSum: Number(inputs.weightedSum) / 1_000,
    weight: Number(inputs.weight) / 1_000,
    priorWeight: prior.priorWeightMilli / 1_000,
    priorMean: prior.priorMeanMicro / 1e6,
    importedVotes: inputs.importedVotes,
    importedMean: inputs.importedVotes > 0 ? inputs.importedMeanMilli / 1_000 : null,
    ownVotes: inputs.ownVotes,
    ownWeight: Number(inputs.ownWeight) / 1_000,
  };
  const { above } = place;
  const value = above && above.scoreMicro < 9_000_000n ? 9 : 10;
  const needed =
    above && place.position !== null ? votesToPass(inputs, prior, above.scoreMicro, value) : null;
  const passes = needed === null ? null : { votes: Math.max(1, needed), value };
  const sentences = [
    `${votes(terms.ownVotes)} of this house weigh ${number.format(terms.ownWeight)}; a person's votes reach their full weight with the fifth film they rate.`,
  ];
  if (terms.importedMean !== null)
    sentences.push(
      `${votes(terms.importedVotes)} imported from the film's source count at its average of ${number.format(terms.importedMean)}, as a starting order that the house's own votes soon outweigh.`,
    );
  sentences.push(
    `${number.format(terms.priorWeight)} votes of ${number.format(terms.priorMean)}, the mean of all films' means, are added to every film, so that few votes can't carry one to the top.`,
  );
  if (above && passes)
    sentences.push(
      `${number.format(passes.votes)} more ${passes.votes === 1 ? "vote" : "votes"} of ${passes.value} ${passes.votes === 1 ? "passes" : "pass"} #${above.position}, ${above.title} (${shortScore.format(Number(above.scoreMicro) / 1e6)}).`,
    );
  return {
    list: list.slug,
    formula: "(sum of weight × value + m × C) / (sum of weights + m)",
    edition: list.edition,
    terms,
    score: voted ? Number(micro) / 1e6 : null,
    position: place.position,
    above: neighbour(above),
    below: neighbour(place.below),
    passes,
    sentences,
  };
}

function neighbour(of: Neighbour | null): Explanation["above"] {
  return of && { slug: of.slug, title: of.title, position: of.position, score: Number(of.scoreMicro) / 1e6 };
}
