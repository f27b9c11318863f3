import { type Dense, zeros } from "./vectors";

/** Rows of (column, value) pairs: row r's lie from starts[r] up to starts[r + 1], by ascending column. */
export interface Sparse {
  readonly rows: number;
  readonly columns: number;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float32Array;
}

/** A sparse matrix from the columns, and their values (1 where none are given), of each row. */
export function sparseOf(
  lines: readonly ArrayLike<number>[],
  columns: number,
  values?: readonly ArrayLike<number>[],
): Sparse {
  const starts = new Int32Array(lines.length + 1);
  for (const [r, line] of lines.entries()) starts[r + 1] = (starts[r] ?? 0) + line.length;
  const size = starts[lines.length] ?? 0;
  const indices = new Int32Array(size);
  const data = new Float32Array(size).fill(1);
  for (const [r, line] of lines.entries()) {
    const from = starts[r] ?? 0;
    indices.set(line, from);
    const given = values?.[r];
    if (given) data.set(given, from);
  }
  return { rows: lines.length, columns, starts, indices, values: data };
}

/** Rows become columns. */
export function transpose({ rows, columns, starts, indices, values }: Sparse): Sparse {
  const counts = new Int32Array(columns + 1);
  for (const column of indices) counts[column + 1] = (counts[column + 1] ?? 0) + 1;
  for (let c = 0; c < columns; c++) counts[c + 1] = (counts[c + 1] ?? 0) + (counts[c] ?? 0);
  const next = counts.slice();
  const turned = new Int32Array(indices.length);
  const data = new Float32Array(indices.length);
  for (let r = 0; r < rows; r++)
    for (let at = starts[r] ?? 0; at < (starts[r + 1] ?? 0); at++) {
      const column = indices[at] ?? 0;
      const to = next[column] ?? 0;
      next[column] = to + 1;
      turned[to] = r;
      data[to] = values[at] ?? 0;
    }
  return { rows: columns, columns: rows, starts: counts, indices: turned, values: data };
}

/** The columns of a row, as a view. */
export function columnsOf(matrix: Sparse, row: number): Int32Array {
  return matrix.indices.subarray(matrix.starts[row] ?? 0, matrix.starts[row + 1] ?? 0);
}

/** How many entries each row has. */
export function countsOf({ rows, starts }: Sparse): Int32Array {
  return Int32Array.from({ length: rows }, (_, r) => (starts[r + 1] ?? 0) - (starts[r] ?? 0));
}

/** A X, sparse times dense. */
export function times(a: Sparse, x: Dense): Dense {
  const result = zeros(a.rows, x.width);
  for (let r = 0; r < a.rows; r++) {
    const to = r * x.width;
    for (let at = a.starts[r] ?? 0; at < (a.starts[r + 1] ?? 0); at++) {
      const value = a.values[at] ?? 0;
      const from = (a.indices[at] ?? 0) * x.width;
      for (let k = 0; k < x.width; k++)
        result.data[to + k] = (result.data[to + k] ?? 0) + value * (x.data[from + k] ?? 0);
    }
  }
  return result;
}
