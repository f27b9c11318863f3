import { factorise, solveFactored } from "../maths/cholesky";
import { eigenOf } from "../maths/eigen";
import { gaussian, mulberry32 } from "../maths/random";
import { countsOf, type Sparse, transpose } from "../maths/sparse";
import { type Dense, gramOf, timesSquare, zeros } from "../maths/vectors";
import { fitPrior, type Prior, priorOf } from "./prior";

/**
 * iALS with a content prior. Loss: Σ_{(u,i) liked} (x_u·v_i − 1)² + a₀ Σ_all (x_u·v_i)²
 * + λ Σ_u (|S_u| + a₀ n_I)^ν |x_u|² + λ Σ_i (|S_i| + a₀ n_U)^ν |v_i − W f_i|²
 * (Hu, Koren and Volinsky 2008; Rendle et al., "Revisiting the performance of iALS on item recommendation
 * benchmarks", 2021; the prior is ours). ν is 1.
 */
export interface IalsParameters {
  /** Width of the factors. */
  width: number;
  /** Weight of what isn't known to be liked. */
  a0: number;
  lambda: number;
  iterations: number;
  /** Iteration, from 1, since which factors lean on the prior; above `iterations`: never. */
  priorFrom: number;
  seed: number;
}

export const IALS: IalsParameters = {
  width: 64,
  a0: 0.1,
  lambda: 0.02,
  iterations: 10,
  priorFrom: 3,
  seed: 42,
};

export interface Factors {
  /** x, a row a person. */
  people: Dense;
  /** v, a row a film; a film that nobody likes has W f. */
  films: Dense;
  prior: Prior | null;
}

/**
 * Factors of people and films by alternating least squares.
 * @param likes a row a person, a column a film.
 * @param content a row a film, for the prior.
 */
export function trainIals(likes: Sparse, content: Dense | null, parameters: IalsParameters = IALS): Factors {
  const { width, iterations, priorFrom, seed } = parameters;
  const likedBy = transpose(likes);
  const counts = countsOf(likedBy);
  const normal = gaussian(mulberry32(seed));
  const films = zeros(likes.columns, width);
  for (let k = 0; k < films.data.length; k++) films.data[k] = (0.1 / Math.sqrt(width)) * normal();
  const people = zeros(likes.rows, width);
  let prior: Prior | null = null;
  for (let iteration = 1; iteration <= iterations; iteration++) {
    halfStep(likes, films, people, parameters, null);
    if (content && iteration >= priorFrom) prior = fitPrior(films, content, counts);
    halfStep(likedBy, people, films, parameters, prior && content ? priorOf(prior, content) : null);
  }
  if (content && prior) {
    prior = fitPrior(films, content, counts);
    const expected = priorOf(prior, content);
    for (let i = 0; i < films.rows; i++)
      if (counts[i] === 0) films.data.set(expected.data.subarray(i * width, (i + 1) * width), i * width);
  }
  halfStep(likes, films, people, parameters, null);
  return { people, films, prior };
}

/** How a row is held back: λ (|S| + a₀ n)^ν with ν = 1. */
export function regularisation(count: number, others: number, { lambda, a0 }: IalsParameters): number {
  return lambda * (count + a0 * others);
}

/**
 * Solves every row of one side while the other is fixed. The Gram matrix of the fixed side is decomposed
 * once, G = Q Λ Qᵀ; with everything turned by Q a row's matrix is diagonal plus its few likes, so that a row
 * with fewer likes than dimensions is solved in their number (Woodbury's identity).
 */
export function halfStep(
  liked: Sparse,
  fixed: Dense,
  solved: Dense,
  parameters: IalsParameters,
  expected: Dense | null,
): void {
  const { width } = fixed;
  const { values, vectors } = eigenOf(gramOf(fixed), width);
  const turned = timesSquare(fixed, vectors);
  const turnedExpected = expected && timesSquare(expected, vectors);
  const diagonal = new Float64Array(width);
  const solver = makeSolver(turned, width);
  const back = new Float64Array(width);
  for (let row = 0; row < liked.rows; row++) {
    const ids = liked.indices.subarray(liked.starts[row] ?? 0, liked.starts[row + 1] ?? 0);
    const held = regularisation(ids.length, fixed.rows, parameters);
    for (let k = 0; k < width; k++) diagonal[k] = parameters.a0 * Math.max(0, values[k] ?? 0) + held;
    const right = solver.right(ids);
    if (turnedExpected)
      for (let k = 0; k < width; k++)
        right[k] = (right[k] ?? 0) + held * (turnedExpected.data[row * width + k] ?? 0);
    const answer = ids.length < width ? solver.dual(ids, diagonal) : solver.direct(ids, diagonal);
    for (let i = 0; i < width; i++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += (vectors[i * width + k] ?? 0) * (answer[k] ?? 0);
      back[i] = sum;
    }
    solved.data.set(back, row * width);
  }
}

/** Solves (diag(D) + Σ t tᵀ) y = right over the turned rows t of the ids, both ways. */
export function makeSolver({ data }: Dense, width: number) {
  const rightSide = new Float64Array(width);
  const answer = new Float64Array(width);
  const square = new Float64Array(width * width);
  const scaled = new Float64Array(width * width);
  const roots = new Float64Array(width);
  const small = new Float64Array(width);

  /** Σ t over the ids; the caller may add to it. */
  function right(ids: Int32Array): Float64Array {
    rightSide.fill(0);
    for (const id of ids)
      for (let k = 0; k < width; k++) rightSide[k] = (rightSide[k] ?? 0) + (data[id * width + k] ?? 0);
    return rightSide;
  }

  /** In as many dimensions as the factors have. */
  function direct(ids: Int32Array, diagonal: Float64Array): Float64Array {
    square.fill(0);
    for (const id of ids) {
      const at = id * width;
      for (let i = 0; i < width; i++) {
        const left = data[at + i] ?? 0;
        const line = i * width;
        for (let j = 0; j <= i; j++) square[line + j] = (square[line + j] ?? 0) + left * (data[at + j] ?? 0);
      }
    }
    for (let i = 0; i < width; i++) square[i * width + i] = (square[i * width + i] ?? 0) + (diagonal[i] ?? 0);
    factorise(square, width);
    answer.set(rightSide);
    solveFactored(square, width, answer);
    return answer;
  }

  /** In as many dimensions as there are ids, fewer than the factors have. */
  function dual(ids: Int32Array, diagonal: Float64Array): Float64Array {
    const n = ids.length;
    for (let k = 0; k < width; k++) {
      roots[k] = 1 / Math.sqrt(diagonal[k] ?? 1);
      answer[k] = (roots[k] ?? 0) * (rightSide[k] ?? 0);
    }
    for (let a = 0; a < n; a++) {
      const at = (ids[a] ?? 0) * width;
      for (let k = 0; k < width; k++) scaled[a * width + k] = (roots[k] ?? 0) * (data[at + k] ?? 0);
    }
    for (let a = 0; a < n; a++) {
      let onRight = 0;
      for (let k = 0; k < width; k++) onRight += (scaled[a * width + k] ?? 0) * (answer[k] ?? 0);
      small[a] = onRight;
      for (let b = 0; b <= a; b++) {
        let sum = a === b ? 1 : 0;
        for (let k = 0; k < width; k++) sum += (scaled[a * width + k] ?? 0) * (scaled[b * width + k] ?? 0);
        square[a * n + b] = sum;
      }
    }
    factorise(square, n);
    solveFactored(square, n, small);
    for (let k = 0; k < width; k++) {
      let sum = answer[k] ?? 0;
      for (let a = 0; a < n; a++) sum -= (scaled[a * width + k] ?? 0) * (small[a] ?? 0);
      answer[k] = sum * (roots[k] ?? 0);
    }
    return answer;
  }

  return { right, direct, dual };
}
