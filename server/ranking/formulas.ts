/**
 * The formulas of the ranking, in whole numbers so that every engine gives the same bits. Units: a vote's
 * weight and sums of weights are milli-votes, scores and means millionths of a point ("micro"), values 1-10.
 *
 * The weighted rating is the Bayesian average that IMDb published for its Top 250, with voter weights:
 * score = (sum of weight times value + m * C) / (sum of weights + m).
 */

/** What every score of a full edition shares. */
export interface Prior {
  /** m, in milli-votes: so many votes of C are added to each film's own. */
  priorWeightMilli: number;
  /** C, in millionths of a point: the mean of the films' own means. */
  priorMeanMicro: number;
}

/** The formula's version, kept with each edition; raise it when a score could come out differently. */
export const FORMULA_VERSION = 1;

/** m: about ten gives the best first fifty (measured on MovieLens; see docs/ranking.md). */
export const PRIOR_WEIGHT_MILLI = 10_000;

/** C while nobody has voted: the middle of the scale. */
export const MIDDLE_MICRO = 5_500_000;

/** The spread of votes within a film assumed while there are none, in millionths of a point squared. */
export const DEFAULT_VARIANCE_MICRO = 4_000_000;

/** n0: a person's votes reach their full weight with so many ratings. */
export const FULL_WEIGHT_RATINGS = 5;

/** Imported votes that count at most, a starting order which the house's own votes soon outweigh. */
export const SOURCE_VOTES_CAP = 25;

/** Sum of weights a film needs to enter a list of scores, in milli-votes. */
export const MINIMUM_WEIGHT = 5_000;

/** Sum of weights a film needs to enter the trending list, in milli-votes. */
export const TRENDING_MINIMUM_WEIGHT = 1_000;

/** A vote counts half for trending after so many hours. */
export const HALF_LIFE_HOURS = 72;

const MICRO = 1_000_000n;

/** The weight of each of a person's votes, in milli-votes: min(1, ratings / n0). */
export function voterWeightMilli(ratings: number): number {
  return Math.min(1_000, Math.floor((1_000 * ratings) / FULL_WEIGHT_RATINGS));
}

/** The weighted rating in millionths of a point, rounded down. Weights in milli-votes. */
export function scoreMicro(weight: bigint, weightedSum: bigint, prior: Prior): bigint {
  const m = BigInt(prior.priorWeightMilli);
  return (weightedSum * MICRO + m * BigInt(prior.priorMeanMicro)) / (weight + m);
}

/**
 * How much of a vote trending still counts after whole hours, in millionths: 0.5^(hours / 72), and
 * nothing once that rounds to zero. Index it by hours.
 */
export const DECAY_MICRO: readonly number[] = (() => {
  const table: number[] = [];
  for (let hours = 0; ; hours++) {
    const micro = Math.round(1e6 * 0.5 ** (hours / HALF_LIFE_HOURS));
    if (micro === 0) return table;
    table.push(micro);
  }
})();

/** Whole hours from a vote to the hour that a list is reckoned at; a vote after it counts as fresh. */
export function ageHours(votedAt: Date, asOf: Date): number {
  return Math.max(0, Math.floor(asOf.getTime() / 3_600_000) - Math.floor(votedAt.getTime() / 3_600_000));
}

/**
 * Half the width of the 90 % interval of a score, in points: 1.645 * sqrt(s2 / (n + m)), n the sum of
 * weights. s2 is the variance of the film's own votes, drawn towards the pooled variance within films by
 * m votes' worth, for a film with three votes doesn't know its own spread.
 */
export function intervalHalfWidth(
  film: { weight: bigint; ownWeight: bigint; ownSum: bigint; ownSquareSum: bigint },
  prior: Prior & { varianceMicro: number },
): number {
  const m = prior.priorWeightMilli / 1_000;
  const own = Number(film.ownWeight) / 1_000;
  const sum = Number(film.ownSum) / 1_000;
  const deviations = own > 0 ? Math.max(0, Number(film.ownSquareSum) / 1_000 - (sum * sum) / own) : 0;
  const variance = (deviations + (m * prior.varianceMicro) / 1e6) / (own + m);
  return 1.645 * Math.sqrt(variance / (Number(film.weight) / 1_000 + m));
}

/** The order of a list: all four parts ascending. */
export interface SortKey {
  /** Minus the score, in millionths. */
  scoreKey: bigint;
  /** Minus the sum of weights, in milli-votes. */
  weightKey: bigint;
  /** Release day, days since 1970-01-01; unknown comes last. */
  releaseKey: number;
  movieId: number;
}

/** The release day of a film whose date is not known. */
export const RELEASE_UNKNOWN = 2_147_483_647;

/** Days since 1970-01-01. */
export function releaseKey(date: Date | null): number {
  return date === null ? RELEASE_UNKNOWN : Math.floor(date.getTime() / 86_400_000);
}

/** Compares as the lists are ordered: score, then sum of weights, then release date, then id. */
export function compareKeys(a: SortKey, b: SortKey): number {
  if (a.scoreKey !== b.scoreKey) return a.scoreKey < b.scoreKey ? -1 : 1;
  if (a.weightKey !== b.weightKey) return a.weightKey < b.weightKey ? -1 : 1;
  return a.releaseKey - b.releaseKey || a.movieId - b.movieId;
}

/**
 * How many more full-weight votes of a value lift a film above a score; null where that value can't.
 * Solved from the formula: (S + k v + m C) / (W + k + m) > target.
 */
export function votesToPass(
  film: { weight: bigint; weightedSum: bigint },
  prior: Prior,
  targetMicro: bigint,
  value: number,
): number | null {
  const gain = BigInt(value) * MICRO - targetMicro;
  if (gain <= 0n) return null;
  const m = BigInt(prior.priorWeightMilli);
  // The score is rounded down to a micro, so passing means reaching the next one.
  const lacking =
    (targetMicro + 1n) * (film.weight + m) - (film.weightedSum * MICRO + m * BigInt(prior.priorMeanMicro));
  if (lacking <= 0n) return 0;
  const perVote = (BigInt(value) * MICRO - (targetMicro + 1n)) * 1_000n;
  if (perVote <= 0n) return null;
  return Number((lacking + perVote - 1n) / perVote);
}
