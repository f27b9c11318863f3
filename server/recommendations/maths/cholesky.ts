/**
 * Factors a symmetric positive definite matrix in place: its lower triangle becomes L with A = L Lᵀ. Only
 * the lower triangle is read.
 * @throws RangeError where it isn't positive definite.
 */
export function factorise(square: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let sum = square[row + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (square[row + k] ?? 0) * (square[other + k] ?? 0);
      if (i === j) {
        if (!(sum > 0)) throw new RangeError("The matrix isn't positive definite.");
        square[row + i] = Math.sqrt(sum);
      } else square[row + j] = sum / (square[other + j] ?? 1);
    }
  }
}

/** Solves L Lᵀ x = b in place, with L from `factorise`. */
export function solveFactored(lower: Float64Array, size: number, b: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = b[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (lower[i * size + k] ?? 0) * (b[k] ?? 0);
    b[i] = sum / (lower[i * size + i] ?? 1);
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i] ?? 0;
    for (let k = i + 1; k < size; k++) sum -= (lower[k * size + i] ?? 0) * (b[k] ?? 0);
    b[i] = sum / (lower[i * size + i] ?? 1);
  }
}

/** The inverse of a symmetric positive definite matrix, from its factor L: L⁻ᵀ L⁻¹. */
export function invert(square: Float64Array, size: number): Float64Array {
  factorise(square, size);
  // L⁻¹ by columns, kept as rows of its transpose so that inner loops run along memory.
  const inverse = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const column = j * size;
    inverse[column + j] = 1 / (square[column + j] ?? 1);
    for (let i = j + 1; i < size; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= (square[i * size + k] ?? 0) * (inverse[column + k] ?? 0);
      inverse[column + i] = sum / (square[i * size + i] ?? 1);
    }
  }
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < size; k++) sum += (inverse[i * size + k] ?? 0) * (inverse[j * size + k] ?? 0);
      result[i * size + j] = sum;
      result[j * size + i] = sum;
    }
  return result;
}
