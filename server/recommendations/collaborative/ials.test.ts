import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mulberry32 } from "../maths/random";
import { columnsOf, type Sparse, sparseOf, transpose } from "../maths/sparse";
import { type Dense, gramOf, rowOf, zeros } from "../maths/vectors";
import { ialsOf } from "./fold-in";
import { halfStep, IALS, makeSolver, trainIals } from "./ials";
import { itemKnnOf, likedTogether } from "./item-knn";
import { priorOf } from "./prior";

const SMALL = { ...IALS, width: 8, iterations: 4 };

function likesOf(seed: number, people: number, films: number): Sparse {
  const random = mulberry32(seed);
  const lines = Array.from({ length: people }, () =>
    Array.from({ length: films }, (_, film) => film).filter(() => random() < 0.15),
  );
  return sparseOf(lines, films);
}

function contentOf(seed: number, films: number, width: number): Dense {
  const random = mulberry32(seed);
  const content = zeros(films, width);
  for (let k = 0; k < content.data.length; k++) content.data[k] = random() - 0.5;
  return content;
}

const closeTo = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  for (let k = 0; k < a.length; k++) expect(a[k]).toBeCloseTo(b[k] ?? Number.NaN, 5);
};

const seeds = fc.integer({ min: 1, max: 1_000_000 });

describe("a fold-in", () => {
  test("gives the scores that a half step of the training gives that person", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const likes = likesOf(seed, 30, 40);
        const { films } = trainIals(likes, contentOf(seed, 40, 5), SMALL);
        const people = zeros(likes.rows, SMALL.width);
        halfStep(likes, films, people, SMALL, null);
        const model = ialsOf(films, gramOf(films), SMALL);
        const person = seed % likes.rows;
        const { scores } = model.taste(columnsOf(likes, person));
        const whole = Array.from({ length: 40 }, (_, film) =>
          rowOf(films, film).reduce((sum, value, k) => sum + value * (rowOf(people, person)[k] ?? 0), 0),
        );
        closeTo(scores, whole);
      }),
      { numRuns: 10 },
    );
  });

  test("says what each liked film adds: the terms sum to the score", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const likes = likesOf(seed, 30, 40);
        const { films } = trainIals(likes, contentOf(seed, 40, 5), SMALL);
        const neighbours = itemKnnOf(likedTogether(likes, 10, Int32Array.from(Array(40).keys()), 1));
        for (const model of [ialsOf(films, gramOf(films), SMALL), neighbours]) {
          const { scores, terms } = model.taste(columnsOf(likes, seed % 30));
          for (let film = 0; film < 40; film++)
            expect(terms(film).reduce((sum, term) => sum + term, 0)).toBeCloseTo(scores[film] ?? 0, 9);
        }
      }),
      { numRuns: 10 },
    );
  });
});

test("a row solved in the number of its likes is the row solved in the factors' width", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 0, max: 7 }), (seed, count) => {
      const rows = contentOf(seed, 20, 8);
      const random = mulberry32(seed);
      const diagonal = Float64Array.from({ length: 8 }, () => 0.1 + random());
      const ids = Int32Array.from({ length: count }, (_, at) => at * 2);
      const solver = makeSolver(rows, 8);
      solver.right(ids);
      const direct = Float64Array.from(solver.direct(ids, diagonal));
      closeTo(solver.dual(ids, diagonal), direct);
    }),
  );
});

describe("a training", () => {
  test("is the same for the same seed, another for another", () => {
    const likes = likesOf(1, 40, 50);
    const content = contentOf(2, 50, 6);
    const train = (seed: number) => [...trainIals(likes, content, { ...SMALL, seed }).films.data];
    expect(train(1)).toEqual(train(1));
    expect(train(1)).not.toEqual(train(2));
  });

  test("gives a film that nobody likes what its content says", () => {
    const likes = likesOf(3, 40, 50);
    const wider = sparseOf(
      Array.from({ length: 40 }, (_, person) => columnsOf(likes, person)),
      51,
    );
    const content = contentOf(4, 51, 6);
    const { films, prior } = trainIals(wider, content, SMALL);
    expect(prior).not.toBeNull();
    if (prior) closeTo(rowOf(films, 50), rowOf(priorOf(prior, content), 50));
  });

  test("lessens its loss with every iteration", () => {
    const likes = likesOf(5, 60, 50);
    const lossAfter = (iterations: number) => {
      const { people, films } = trainIals(likes, null, { ...SMALL, iterations });
      return lossOf(likes, people, films);
    };
    const losses = [1, 2, 4, 8].map(lossAfter);
    for (const [at, loss] of losses.slice(1).entries()) expect(loss).toBeLessThan(losses[at] ?? 0);
  });
});

/** The loss as it is written, pair by pair. */
function lossOf(likes: Sparse, people: Dense, films: Dense): number {
  const { a0, lambda } = SMALL;
  const likedBy = transpose(likes);
  const squares = (row: Float32Array) => row.reduce((sum, value) => sum + value * value, 0);
  let loss = 0;
  for (let u = 0; u < people.rows; u++) {
    const liked = new Set(columnsOf(likes, u));
    for (let i = 0; i < films.rows; i++) {
      const score = rowOf(people, u).reduce((sum, value, k) => sum + value * (rowOf(films, i)[k] ?? 0), 0);
      loss += a0 * score ** 2 + (liked.has(i) ? (score - 1) ** 2 : 0);
    }
    loss += lambda * (liked.size + a0 * films.rows) * squares(rowOf(people, u));
  }
  for (let i = 0; i < films.rows; i++)
    loss += lambda * (columnsOf(likedBy, i).length + a0 * people.rows) * squares(rowOf(films, i));
  return loss;
}
