import { scoreEase, trainEase } from "../collaborative/ease";
import type { IalsParameters } from "../collaborative/ials";
import { nobodyOf } from "../collaborative/taste";
import { centred } from "../content/centred";
import { gate, keepsUp, type Scored } from "../evaluation/gate";
import { mean } from "../evaluation/metrics";
import { blendScorer, popularityScorer, scoreTrial, type Trial } from "../evaluation/score";
import { countsOf, transpose } from "../maths/sparse";
import type { Dense } from "../maths/vectors";
import type { GateCheck, Metrics } from "../schema";
import type { Train } from "./model";
import type { NamedTrial } from "./trials";

/** The challenger's films: those that this many people like, and no challenger where they are too many. */
const ACTIVE_LIKES = 5;
const MOST_ACTIVE = 4_000;
const EASE_LAMBDA = 400;

/** What a model is made with: the films' content, parameters, and the training. */
export interface Settings {
  content: Dense;
  parameters: IalsParameters;
  train: Train;
}

/** Candidate, standing model, popularity and challenger on the same trials. */
export function compare(
  trials: readonly NamedTrial[],
  candidate: Settings,
  standing: Settings | null,
): { metrics: { own: Metrics; standing: Metrics | null } | null; checks: GateCheck[] } {
  const [first] = trials;
  if (!first) return { metrics: null, checks: [] };
  const scoreWith = ({ content, parameters, train }: Settings) => {
    const flat = centred(content);
    return together(
      trials.map((one) => {
        const trained = train(one.likes, content, one.ids, parameters);
        return scoreTrial(one, blendScorer(trained.collaborative, flat, one.likes));
      }),
    );
  };
  const own = scoreWith(candidate);
  // The same training on the same data gives the same numbers: it needn't run twice.
  const held = standing && (standing === candidate ? own : scoreWith(standing));
  const popularity = together(trials.map((one) => scoreTrial(one, popularityScorer(one.likes))));
  const ease = scoreChallenger(first);
  const base = {
    split: first.name,
    users: own.ndcg.length,
    popularityNdcg10: mean(popularity.ndcg),
    easeNdcg10: ease,
  };
  const checks = gate(own, held, base.popularityNdcg10);
  if (standing && standing.content !== candidate.content) {
    // Where people rated much the crowd hides what the content is worth to new films: it is scored alone too.
    const [now, before] = [scoreContent(trials, candidate.content), scoreContent(trials, standing.content)];
    checks.push(keepsUp("Content alone, NDCG@10 beside the standing vocabulary", now.ndcg, before.ndcg));
  }
  return { metrics: { own: told(own, base), standing: held && told(held, base) }, checks };
}

function scoreContent(trials: readonly NamedTrial[], content: Dense): Scored {
  const flat = centred(content);
  return together(
    trials.map((one) => scoreTrial(one, blendScorer(nobodyOf(content.rows), flat, one.likes, 0))),
  );
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
