import { best } from "../../recommendations/evaluation/ranking";
import { likesOf } from "../../recommendations/evaluation/split";
import { columnsOf, countsOf, transpose } from "../../recommendations/maths/sparse";
import { dot } from "../../recommendations/maths/vectors";
import type { Corpus } from "./trials";

/** Films with fewer ratings have no neighbours worth comparing with. */
const LEAST_RATINGS = 20;

/**
 * ov10: of a film's ten nearest by content, how many are among its ten nearest by who rated both (cosine),
 * over films with 20 ratings and more, and among these.
 */
export function neighbourOverlap({ people, ids, content }: Corpus): number {
  const ratings = likesOf(people, ids.length, Number.NEGATIVE_INFINITY);
  const ratedBy = transpose(ratings);
  const counts = countsOf(ratedBy);
  const films = [...counts.keys()].filter((film) => (counts[film] ?? 0) >= LEAST_RATINGS);
  let overlap = 0;
  for (const film of films) {
    const common = new Float64Array(ids.length);
    for (const person of columnsOf(ratedBy, film))
      for (const other of columnsOf(ratings, person)) common[other] = (common[other] ?? 0) + 1;
    const byPeople = new Float64Array(ids.length).fill(Number.NEGATIVE_INFINITY);
    const byContent = byPeople.slice();
    for (const other of films) {
      if (other === film) continue;
      byPeople[other] = (common[other] ?? 0) / Math.sqrt((counts[film] ?? 1) * (counts[other] ?? 1));
      byContent[other] = dot(
        content.data,
        film * content.width,
        content.data,
        other * content.width,
        content.width,
      );
    }
    const near = new Set(best(byPeople, 10, ids));
    overlap += best(byContent, 10, ids).filter((other) => near.has(other)).length / 10;
  }
  return overlap / films.length;
}
