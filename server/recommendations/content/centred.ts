import { type Dense, normalise, zeros } from "../maths/vectors";

/** Vectors without what all films have in common, of length 1 again: then 0 means "no more alike than any two". */
export function centred(content: Dense): Dense {
  const { rows, width, data } = content;
  const middle = new Float64Array(width);
  for (let r = 0; r < rows; r++)
    for (let k = 0; k < width; k++) middle[k] = (middle[k] ?? 0) + (data[r * width + k] ?? 0) / rows;
  const result = zeros(rows, width);
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < width; k++)
      result.data[r * width + k] = (data[r * width + k] ?? 0) - (middle[k] ?? 0);
    normalise(result.data, r * width, width);
  }
  return result;
}
