import type { Collaborative } from "../collaborative/taste";
import { type Dense, dot } from "../maths/vectors";

/** Weight of content beside the crowd, where the slider is in the middle. */
const CONTENT_WEIGHT = 0.4;

/** What lists are made of. */
export interface Blender {
  collaborative: Collaborative;
  /** Centred content. */
  content: Dense;
  /** Share of the people who like a film, one a film. */
  popularity: Float32Array;
}

/** A blended taste: every term in its two parts. */
export interface Blended {
  scores: Float64Array;
  /** What the liked films add to a film's score, in their order, by the crowd and by content. */
  parts(film: number): { crowd: Float64Array; content: Float64Array };
}

/**
 * crowd score + 0.4 × content similarity × √popularity; similarity is the mean of the film's cosines with the
 * liked ones, so that it is a sum over them like the crowd's score.
 * @param crowd the slider: 0 content only, 0.5 both, 1 the crowd only.
 */
export function blend(
  { collaborative, content, popularity }: Blender,
  liked: Int32Array,
  crowd: number,
): Blended {
  const byCrowd = Math.min(1, 2 * crowd);
  const byContent = CONTENT_WEIGHT * Math.min(1, 2 * (1 - crowd));
  const { width, data } = content;
  const taste = collaborative.taste(liked);
  const profile = new Float32Array(width);
  for (const film of liked)
    for (let k = 0; k < width; k++)
      profile[k] = (profile[k] ?? 0) + (data[film * width + k] ?? 0) / liked.length;
  const weightOf = (film: number) => byContent * Math.sqrt(floor(popularity[film] ?? 0, crowd));
  const scores = new Float64Array(content.rows);
  for (let film = 0; film < content.rows; film++)
    scores[film] =
      byCrowd * (taste.scores[film] ?? 0) + weightOf(film) * dot(profile, 0, data, film * width, width);
  const parts = (film: number) => ({
    crowd: taste.terms(film).map((term) => byCrowd * term),
    content: Float64Array.from(
      liked,
      (other) => (weightOf(film) * dot(data, other * width, data, film * width, width)) / liked.length,
    ),
  });
  return { scores, parts };
}

/** Below the middle of the slider a film's renown counts less and less, at its end not at all. */
function floor(popularity: number, crowd: number): number {
  const part = Math.min(1, 2 * crowd);
  return part * popularity + (1 - part);
}
