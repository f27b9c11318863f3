import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { factorise, invert, solveFactored } from "./cholesky";
import { eigenOf } from "./eigen";
import { gaussian, mulberry32 } from "./random";
import { columnsOf, sparseOf, times, transpose } from "./sparse";
import { rightSingularVectors } from "./svd";
import { gramOf, zeros } from "./vectors";

function randomDense(seed: number, rows: number, width: number) {
  const normal = gaussian(mulberry32(seed));
  const matrix = zeros(rows, width);
  for (let k = 0; k < matrix.data.length; k++) matrix.data[k] = normal();
  return matrix;
}

const seeds = fc.integer({ min: 1, max: 1_000_000 });

describe("linear algebra", () => {
  test("a factored system is solved, and an inverse is one", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 12 }), (seed, size) => {
        const square = gramOf(randomDense(seed, size + 5, size));
        for (let i = 0; i < size; i++) square[i * size + i] = (square[i * size + i] ?? 0) + 0.5;
        const wanted = Float64Array.from({ length: size }, (_, k) => k - 2);
        const right = Float64Array.from(wanted, (_, i) =>
          wanted.reduce((sum, value, j) => sum + value * (square[i * size + j] ?? 0), 0),
        );
        const factored = square.slice();
        factorise(factored, size);
        solveFactored(factored, size, right);
        for (let k = 0; k < size; k++) expect(right[k]).toBeCloseTo(wanted[k] ?? 0, 6);
        const inverse = invert(square.slice(), size);
        for (let i = 0; i < size; i++)
          for (let j = 0; j < size; j++) {
            let sum = 0;
            for (let k = 0; k < size; k++) sum += (square[i * size + k] ?? 0) * (inverse[k * size + j] ?? 0);
            expect(sum).toBeCloseTo(i === j ? 1 : 0, 6);
          }
      }),
      { numRuns: 30 },
    );
  });

  test("a matrix that isn't positive definite is refused", () => {
    expect(() => factorise(Float64Array.of(1, 2, 2, 1), 2)).toThrow(RangeError);
    expect(() => factorise(Float64Array.of(Number.NaN), 1)).toThrow(RangeError);
  });

  test("eigenvectors are orthonormal and put the matrix together again", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 10 }), (seed, size) => {
        const square = gramOf(randomDense(seed, size, size));
        const { values, vectors } = eigenOf(square, size);
        for (let i = 0; i < size; i++)
          for (let j = 0; j < size; j++) {
            let whole = 0;
            let inner = 0;
            for (let k = 0; k < size; k++) {
              whole += (vectors[i * size + k] ?? 0) * (values[k] ?? 0) * (vectors[j * size + k] ?? 0);
              inner += (vectors[k * size + i] ?? 0) * (vectors[k * size + j] ?? 0);
            }
            expect(whole).toBeCloseTo(square[i * size + j] ?? 0, 6);
            expect(inner).toBeCloseTo(i === j ? 1 : 0, 9);
          }
      }),
      { numRuns: 30 },
    );
  });

  test("a matrix of rank three keeps all its lengths in three directions, and the fourth is empty", () => {
    const [left, right] = [randomDense(1, 30, 3), randomDense(2, 20, 3)];
    const cell = (r: number, c: number) =>
      [0, 1, 2].reduce((sum, k) => sum + (left.data[r * 3 + k] ?? 0) * (right.data[c * 3 + k] ?? 0), 0);
    const columns = Array.from({ length: 20 }, (_, c) => c);
    const matrix = sparseOf(
      Array.from({ length: 30 }, () => columns),
      20,
      Array.from({ length: 30 }, (_, r) => columns.map((c) => cell(r, c))),
    );
    const reduced = times(matrix, rightSingularVectors(matrix, 4, 42));
    for (let r = 0; r < 30; r++) {
      const before = columns.reduce((sum, c) => sum + cell(r, c) ** 2, 0);
      const after = [0, 1, 2, 3].map((k) => reduced.data[r * 4 + k] ?? 0);
      expect(after.reduce((sum, value) => sum + value ** 2, 0)).toBeCloseTo(before, 3);
      expect(after[3]).toBeCloseTo(0, 4);
    }
  });

  test("transposing twice changes nothing", () => {
    const matrix = sparseOf([[0, 2], [], [1, 2, 3]], 4, [[1, 2], [], [3, 4, 5]]);
    expect(transpose(transpose(matrix))).toEqual(matrix);
    expect([...columnsOf(transpose(matrix), 2)]).toEqual([0, 2]);
  });
});
