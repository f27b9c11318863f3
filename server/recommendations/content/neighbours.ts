import { best } from "../evaluation/ranking";
import { mulberry32 } from "../maths/random";
import { type Sparse, sparseOf } from "../maths/sparse";
import { type Dense, dot } from "../maths/vectors";

/** Up to so many films every pair is compared. */
const EXACT_UP_TO = 20_000;

/** Cells that a film's neighbours are looked for in, above that. */
const PROBES = 6;

/**
 * Each film's nearest by cosine, the nearest first. Above 20,000 films they are looked for among the films of
 * the six nearest of √n cells (an inverted file; Jégou, Douze and Schmid 2011), which misses a few.
 */
export function nearestFilms(content: Dense, ids: Int32Array, count: number, seed: number): Sparse {
  const all = Int32Array.from({ length: content.rows }, (_, film) => film);
  const candidatesOf =
    content.rows <= EXACT_UP_TO ? () => all : cellsOf(content, Math.ceil(Math.sqrt(content.rows)), seed);
  const lines: Int32Array[] = [];
  const values: Float32Array[] = [];
  for (let film = 0; film < content.rows; film++) {
    const near = nearestTo(content, film, candidatesOf(film), ids, count);
    lines.push(near.films);
    values.push(near.scores);
  }
  return sparseOf(lines, content.rows, values);
}

/** One film's nearest among candidates. */
export function nearestTo(
  { width, data }: Dense,
  film: number,
  candidates: Int32Array,
  ids: Int32Array,
  count: number,
): { films: Int32Array; scores: Float32Array } {
  const scores = new Float64Array(candidates.length);
  for (let at = 0; at < candidates.length; at++) {
    const other = candidates[at] ?? 0;
    const value = other === film ? 0 : dot(data, film * width, data, other * width, width);
    scores[at] = value > 0 ? value : Number.NEGATIVE_INFINITY;
  }
  const hashed = candidates.length === ids.length ? ids : candidates.map((other) => ids[other] ?? other);
  const first = best(scores, count, hashed);
  return {
    films: first.map((at) => candidates[at] ?? 0),
    scores: Float32Array.from(first, (at) => scores[at] ?? 0),
  };
}

/** Films by the nearest of some of them; gives the films of the cells nearest to a film. */
function cellsOf({ rows, width, data }: Dense, cells: number, seed: number): (film: number) => Int32Array {
  const random = mulberry32(seed);
  const centres = Int32Array.from({ length: cells }, () => Math.floor(random() * rows));
  const members = [...centres].map((): number[] => []);
  const near = new Int32Array(rows * PROBES);
  const similarity = new Float64Array(cells);
  const numbers = Int32Array.from(centres.keys());
  for (let film = 0; film < rows; film++) {
    for (let cell = 0; cell < cells; cell++)
      similarity[cell] = dot(data, film * width, data, (centres[cell] ?? 0) * width, width);
    const first = best(similarity, PROBES, numbers);
    near.set(first, film * PROBES);
    members[first[0] ?? 0]?.push(film);
  }
  return (film) =>
    Int32Array.from(
      [...near.subarray(film * PROBES, (film + 1) * PROBES)].flatMap((cell) => members[cell] ?? []),
    );
}
