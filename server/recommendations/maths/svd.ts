import { eigenOf } from "./eigen";
import { gaussian, mulberry32 } from "./random";
import { type Sparse, times, transpose } from "./sparse";
import { type Dense, gramOf, zeros } from "./vectors";

const OVERSAMPLE = 16;
const POWER_ITERATIONS = 2;

/**
 * The right singular vectors of a sparse matrix that belong to its largest singular values, as columns of a
 * (columns × rank) matrix: A V is what the rows become in `rank` dimensions. Randomised (Halko, Martinsson
 * and Tropp, "Finding structure with randomness", 2011, algorithms 4.4 and 5.1): 16 directions more than
 * asked for, 2 power iterations. Where the matrix has a lower rank, the last columns are zeros.
 */
export function rightSingularVectors(matrix: Sparse, rank: number, seed: number): Dense {
  const turned = transpose(matrix);
  const width = Math.min(rank + OVERSAMPLE, matrix.rows, matrix.columns);
  const normal = gaussian(mulberry32(seed));
  const start = zeros(matrix.columns, width);
  for (let k = 0; k < start.data.length; k++) start.data[k] = normal();
  let range = orthonormal(times(matrix, start));
  for (let round = 0; round < POWER_ITERATIONS; round++)
    range = orthonormal(times(matrix, orthonormal(times(turned, range))));
  // B = Qᵀ A is small one way: its right singular vectors come from the eigenvectors of B Bᵀ.
  const small = times(turned, range); // Bᵀ, columns × width
  const { values, vectors } = eigenOf(gramOf(small), width);
  const result = zeros(matrix.columns, rank);
  const least = 1e-10 * (values[0] ?? 0);
  for (let k = 0; k < Math.min(rank, width); k++) {
    const value = values[k] ?? 0;
    if (!(value > least)) break;
    const scale = 1 / Math.sqrt(value);
    for (let c = 0; c < matrix.columns; c++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += (small.data[c * width + j] ?? 0) * (vectors[j * width + k] ?? 0);
      result.data[c * rank + k] = scale * sum;
    }
  }
  return result;
}

/** Columns made orthonormal: Gram and Schmidt's process, modified, twice for the sake of its digits. */
function orthonormal({ rows, width, data }: Dense): Dense {
  const columns = Array.from({ length: width }, (_, k) =>
    Float64Array.from({ length: rows }, (__, r) => data[r * width + k] ?? 0),
  );
  for (const [k, column] of columns.entries()) {
    const before = inner(column, column);
    for (let pass = 0; pass < 2; pass++)
      for (const other of columns.slice(0, k)) {
        const share = inner(other, column);
        for (let r = 0; r < rows; r++) column[r] = (column[r] ?? 0) - share * (other[r] ?? 0);
      }
    const after = inner(column, column);
    // What is left of a column that depends on those before it is rounding.
    const scale = after > 1e-18 * before && after > 0 ? 1 / Math.sqrt(after) : 0;
    for (let r = 0; r < rows; r++) column[r] = scale * (column[r] ?? 0);
  }
  const result = zeros(rows, width);
  for (const [k, column] of columns.entries())
    for (let r = 0; r < rows; r++) result.data[r * width + k] = column[r] ?? 0;
  return result;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}
