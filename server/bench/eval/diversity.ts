import { mean, ndcg10 } from "../../recommendations/evaluation/metrics";
import { best } from "../../recommendations/evaluation/ranking";
import type { Scorer, Trial } from "../../recommendations/evaluation/score";
import { columnsOf } from "../../recommendations/maths/sparse";
import { type Dense, dot } from "../../recommendations/maths/vectors";
import { diversify } from "../../recommendations/serving/mmr";
import { CANDIDATES, MMR_LAMBDA } from "../../recommendations/serving/recommend";

/** The mean similarity of the pairs within a list. */
function similarity(list: Int32Array, { width, data }: Dense): number {
  const pairs = [...list].flatMap((film, at) =>
    [...list.subarray(at + 1)].map((other) => dot(data, film * width, data, other * width, width)),
  );
  return mean(pairs);
}

/** What MMR does to the first ten: similarity within a list and NDCG@10, after and before, as changes. */
export function mmrEffect(
  { split, likes, relevant, ids }: Trial,
  scorer: Scorer,
  content: Dense,
): { similarity: number; ndcg: number } {
  const before = { alike: [0].slice(1), ndcg: [0].slice(1) };
  const after = { alike: [0].slice(1), ndcg: [0].slice(1) };
  for (const [person, wanted] of relevant.entries()) {
    if (wanted.size === 0) continue;
    const scores = scorer(person, columnsOf(likes, person));
    for (const film of split.train[person]?.films ?? []) scores[film] = Number.NEGATIVE_INFINITY;
    const first = best(scores, CANDIDATES, ids);
    const top = Math.max(scores[first[0] ?? 0] ?? 1, Number.MIN_VALUE);
    const relevance = Float64Array.from(first, (film) => (scores[film] ?? 0) / top);
    const order = diversify(first, relevance, content, MMR_LAMBDA, 10);
    before.alike.push(similarity(first.subarray(0, 10), content));
    after.alike.push(similarity(order, content));
    before.ndcg.push(ndcg10(first, wanted));
    after.ndcg.push(ndcg10(order, wanted));
  }
  return {
    similarity: mean(after.alike) / mean(before.alike) - 1,
    ndcg: mean(after.ndcg) / mean(before.ndcg) - 1,
  };
}
