import type { GateCheck } from "../schema";
import { mean, standardError } from "./metrics";

/** A model's scores on a split: NDCG@10 and Recall@20 a person, in the same order of people for all models. */
export interface Scored {
  ndcg: number[];
  recall: number[];
  /** Share of all films in somebody's first ten. */
  coverage: number;
  /** Share of people with 20 candidates. */
  covered: number;
  /** No factor and no score is NaN or infinite. */
  finite: boolean;
}

const RECALL_KEPT = 0.97;
const COVERAGE_KEPT = 0.8;
const ABOVE_POPULARITY = 1.2;
const COVERED = 0.99;

/**
 * Whether a candidate may replace the standing model, both scored on the same split: the mean paired difference
 * in NDCG@10 is above minus one standard error, Recall@20 and coverage are kept, the candidate beats popularity,
 * nothing is NaN, and nearly everybody gets twenty films.
 */
export function gate(own: Scored, standing: Scored | null, popularity: number): GateCheck[] {
  const ndcg = mean(own.ndcg);
  const checks: GateCheck[] = [
    {
      name: "Numbers",
      demand: "none is NaN or infinite",
      value: own.finite ? "all finite" : "some aren't",
      passed: own.finite,
    },
    atLeast(
      "NDCG@10 beside popularity",
      ndcg,
      ABOVE_POPULARITY * popularity,
      `≥ ${ABOVE_POPULARITY} × ${popularity.toFixed(4)}`,
    ),
    atLeast("People with 20 films", own.covered, COVERED, `≥ ${COVERED}`),
  ];
  if (!standing) return checks;
  return [
    ...checks,
    keepsUp("NDCG@10 beside the standing model", own.ndcg, standing.ndcg),
    kept("Recall@20 beside the standing model", mean(own.recall), mean(standing.recall), RECALL_KEPT),
    kept("Coverage@10 beside the standing model", own.coverage, standing.coverage, COVERAGE_KEPT),
  ];
}

/** The mean paired difference in a person's score is above minus one standard error. */
export function keepsUp(name: string, own: readonly number[], standing: readonly number[]): GateCheck {
  const differences = own.map((value, at) => value - (standing[at] ?? 0));
  const difference = mean(differences);
  const error = standardError(differences);
  return {
    name,
    demand: `mean paired difference > −${error.toFixed(4)} (one standard error)`,
    value: signed(difference),
    passed: difference > -error || (difference === 0 && error === 0),
  };
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}

function atLeast(name: string, value: number, least: number, demand: string): GateCheck {
  return { name, demand, value: value.toFixed(4), passed: value >= least };
}

function kept(name: string, own: number, standing: number, share: number): GateCheck {
  return atLeast(name, own, share * standing, `≥ ${share} × ${standing.toFixed(4)}`);
}
