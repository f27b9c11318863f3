import { expect, test, vi } from "vitest";
import { mulberry32 } from "../../recommendations/maths/random";
import { type Train, trainCollaborative } from "../../recommendations/training/model";
import { evaluateSmall } from "./small";

vi.setConfig({ testTimeout: 120_000 });

/** Every film takes another's factors. */
const shuffled: Train = (likes, content, ids, parameters) => {
  const trained = trainCollaborative(likes, content, ids, parameters);
  const random = mulberry32(3);
  const order = Array.from({ length: likes.columns }, (_, film) => film).sort(() => random() - 0.5);
  const taste = (liked: Int32Array) => {
    const own = trained.collaborative.taste(liked);
    return { ...own, scores: Float64Array.from(order, (film) => own.scores[film] ?? 0) };
  };
  return { ...trained, collaborative: { ...trained.collaborative, taste } };
};

test("the planted structure is found, every demand met", () => {
  expect(evaluateSmall().filter((check) => !check.passed)).toEqual([]);
});

test("a broken model misses demands", () => {
  const missed = evaluateSmall(shuffled).filter((check) => !check.passed);
  expect(missed.map((check) => check.name)).toEqual(
    expect.arrayContaining(["planted: NDCG@10 beside popularity", "planted: cold films, NDCG@10"]),
  );
});
