import { factorise, solveFactored } from "../maths/cholesky";
import type { Dense } from "../maths/vectors";
import { type IalsParameters, regularisation } from "./ials";
import type { Collaborative } from "./taste";

/**
 * iALS for a person who wasn't there at training: x = A⁻¹ Σ v_j with A = a₀ VᵀV + Σ v_j v_jᵀ + λ(|S| + a₀ n) I,
 * the same as a half step of the training for that row. A score is a sum over the liked films,
 * v_i·x = Σ_j v_iᵀ A⁻¹ v_j: these terms are its reasons.
 * @param gram VᵀV of all films.
 */
export function ialsOf(films: Dense, gram: Float64Array, parameters: IalsParameters): Collaborative {
  const { width, data, rows } = films;
  function taste(liked: Int32Array) {
    const square = Float64Array.from(gram, (value) => parameters.a0 * value);
    const held = regularisation(liked.length, rows, parameters);
    const x = new Float64Array(width);
    for (const film of liked) {
      const at = film * width;
      for (let i = 0; i < width; i++) {
        const left = data[at + i] ?? 0;
        x[i] = (x[i] ?? 0) + left;
        for (let j = 0; j <= i; j++)
          square[i * width + j] = (square[i * width + j] ?? 0) + left * (data[at + j] ?? 0);
      }
    }
    for (let i = 0; i < width; i++) square[i * width + i] = (square[i * width + i] ?? 0) + held;
    factorise(square, width);
    solveFactored(square, width, x);
    const scores = new Float64Array(rows);
    for (let film = 0; film < rows; film++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += (data[film * width + k] ?? 0) * (x[k] ?? 0);
      scores[film] = sum;
    }
    const terms = (film: number) => {
      const solved = Float64Array.from(data.subarray(film * width, (film + 1) * width));
      solveFactored(square, width, solved);
      return Float64Array.from(liked, (other) => {
        let sum = 0;
        for (let k = 0; k < width; k++) sum += (data[other * width + k] ?? 0) * (solved[k] ?? 0);
        return sum;
      });
    };
    return { scores, terms };
  }
  return { kind: "ials-cp", taste };
}
