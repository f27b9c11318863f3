/** A symmetric matrix as Q diag(values) Qᵀ; Q's columns are the eigenvectors, the largest value first. */
export interface Eigen {
  values: Float64Array;
  vectors: Float64Array;
}

const SWEEPS = 60;

/** Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's cyclic rotations (Golub and Van Loan, 8.5). */
export function eigenOf(symmetric: Float64Array, size: number): Eigen {
  const a = Float64Array.from(symmetric);
  const q = new Float64Array(size * size);
  for (let i = 0; i < size; i++) q[i * size + i] = 1;
  let scale = 0;
  for (const value of a) scale += value * value;
  for (let sweep = 0; sweep < SWEEPS && offDiagonal(a, size) > 1e-26 * scale; sweep++)
    for (let p = 0; p < size - 1; p++) for (let r = p + 1; r < size; r++) rotate(a, q, size, p, r);
  const order = Array.from({ length: size }, (_, i) => i).sort(
    (i, j) => (a[j * size + j] ?? 0) - (a[i * size + i] ?? 0),
  );
  const values = Float64Array.from(order, (i) => a[i * size + i] ?? 0);
  const vectors = new Float64Array(size * size);
  for (const [to, from] of order.entries())
    for (let k = 0; k < size; k++) vectors[k * size + to] = q[k * size + from] ?? 0;
  return { values, vectors };
}

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) sum += (a[i * size + j] ?? 0) ** 2;
  return sum;
}

/** Turns the plane of p and r so that a[p, r] becomes 0. */
function rotate(a: Float64Array, q: Float64Array, size: number, p: number, r: number): void {
  const apr = a[p * size + r] ?? 0;
  if (apr === 0) return;
  const theta = ((a[r * size + r] ?? 0) - (a[p * size + p] ?? 0)) / (2 * apr);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const kp = a[k * size + p] ?? 0;
    const kr = a[k * size + r] ?? 0;
    a[k * size + p] = c * kp - s * kr;
    a[k * size + r] = s * kp + c * kr;
  }
  for (let k = 0; k < size; k++) {
    const pk = a[p * size + k] ?? 0;
    const rk = a[r * size + k] ?? 0;
    a[p * size + k] = c * pk - s * rk;
    a[r * size + k] = s * pk + c * rk;
    const kp = q[k * size + p] ?? 0;
    const kr = q[k * size + r] ?? 0;
    q[k * size + p] = c * kp - s * kr;
    q[k * size + r] = s * kp + c * kr;
  }
}
