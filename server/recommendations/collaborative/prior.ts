import { factorise, solveFactored } from "../maths/cholesky";
import { type Dense, gramOf, zeros } from "../maths/vectors";

/** What a film's content says of its factors: v ≈ W f with f = [1, 3 × content]. */
export interface Prior {
  /** Rows of the factors' width, one a feature; the first is the constant's. */
  weights: Dense;
}

const CONTENT_SCALE = 3;
const RIDGE = 10;

function features(content: Dense, row: number, into: Float64Array): void {
  into[0] = 1;
  for (let k = 0; k < content.width; k++)
    into[k + 1] = CONTENT_SCALE * (content.data[row * content.width + k] ?? 0);
}

/** Ridge regression of films' factors on their content, each weighted by log(1 + people who like it). */
export function fitPrior(films: Dense, content: Dense, counts: Int32Array): Prior {
  const size = content.width + 1;
  const { width } = films;
  const liked = [...counts.keys()].filter((i) => (counts[i] ?? 0) > 0);
  const inputs = zeros(liked.length, size);
  const weights = new Float32Array(liked.length);
  const right = Array.from({ length: width }, () => new Float64Array(size));
  const line = new Float64Array(size);
  for (const [row, i] of liked.entries()) {
    const weight = Math.log1p(counts[i] ?? 0);
    weights[row] = weight;
    features(content, i, line);
    inputs.data.set(line, row * size);
    for (const [k, column] of right.entries()) {
      const target = weight * (films.data[i * width + k] ?? 0);
      for (let j = 0; j < size; j++) column[j] = (column[j] ?? 0) + target * (line[j] ?? 0);
    }
  }
  const square = gramOf(inputs, weights);
  for (let j = 0; j < size; j++) square[j * size + j] = (square[j * size + j] ?? 0) + RIDGE;
  factorise(square, size);
  const result = zeros(size, width);
  for (const [k, column] of right.entries()) {
    solveFactored(square, size, column);
    for (let j = 0; j < size; j++) result.data[j * width + k] = column[j] ?? 0;
  }
  return { weights: result };
}

/** W f of every film. */
export function priorOf({ weights }: Prior, content: Dense): Dense {
  const { width } = weights;
  const result = zeros(content.rows, width);
  const line = new Float64Array(content.width + 1);
  const sum = new Float64Array(width);
  for (let i = 0; i < content.rows; i++) {
    features(content, i, line);
    sum.fill(0);
    for (let j = 0; j < line.length; j++) {
      const value = line[j] ?? 0;
      if (value === 0) continue;
      for (let k = 0; k < width; k++) sum[k] = (sum[k] ?? 0) + value * (weights.data[j * width + k] ?? 0);
    }
    result.data.set(sum, i * width);
  }
  return result;
}
