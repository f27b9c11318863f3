/** Rows of numbers, one after the other: row r lies at r × width. */
export interface Dense {
  readonly rows: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** A matrix of zeros. */
export function zeros(rows: number, width: number): Dense {
  return { rows, width, data: new Float32Array(rows * width) };
}

/** A row as a view, not a copy. */
export function rowOf(matrix: Dense, row: number): Float32Array {
  return matrix.data.subarray(row * matrix.width, (row + 1) * matrix.width);
}

/** The inner product of two rows of `width` numbers at their offsets. */
export function dot(a: Float32Array, atA: number, b: Float32Array, atB: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += (a[atA + k] ?? 0) * (b[atB + k] ?? 0);
  return sum;
}

/** Scales a part of an array to length 1; zeros stay zeros. */
export function normalise(values: Float32Array, from = 0, width = values.length - from): void {
  const length = Math.sqrt(dot(values, from, values, from, width));
  if (length === 0) return;
  for (let k = from; k < from + width; k++) values[k] = (values[k] ?? 0) / length;
}

/** Xᵀ diag(weights) X in double precision, row by row; weights are 1 where none are given. */
export function gramOf(matrix: Dense, weights?: Float32Array): Float64Array {
  const { rows, width, data } = matrix;
  const gram = new Float64Array(width * width);
  for (let r = 0; r < rows; r++) {
    const weight = weights ? (weights[r] ?? 0) : 1;
    if (weight === 0) continue;
    const at = r * width;
    for (let i = 0; i < width; i++) {
      const left = weight * (data[at + i] ?? 0);
      if (left === 0) continue;
      const line = i * width;
      for (let j = 0; j <= i; j++) gram[line + j] = (gram[line + j] ?? 0) + left * (data[at + j] ?? 0);
    }
  }
  mirror(gram, width);
  return gram;
}

/** Copies the lower triangle to the upper one. */
export function mirror(square: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) square[j * size + i] = square[i * size + j] ?? 0;
}

/** Rows times a square matrix: X Q. */
export function timesSquare(matrix: Dense, square: Float64Array): Dense {
  const { rows, width, data } = matrix;
  const result = zeros(rows, width);
  const line = new Float64Array(width);
  for (let r = 0; r < rows; r++) {
    const at = r * width;
    line.fill(0);
    for (let i = 0; i < width; i++) {
      const left = data[at + i] ?? 0;
      if (left === 0) continue;
      for (let j = 0; j < width; j++) line[j] = (line[j] ?? 0) + left * (square[i * width + j] ?? 0);
    }
    result.data.set(line, at);
  }
  return result;
}
