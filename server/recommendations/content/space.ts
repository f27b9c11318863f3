import { times } from "../maths/sparse";
import { rightSingularVectors } from "../maths/svd";
import { type Dense, dot, normalise, zeros } from "../maths/vectors";
import { fitVocabulary, type Vocabulary, weigh } from "../text/tf-idf";
import { BLOCKS, CONTENT_WIDTH, type FilmText } from "./blocks";

/** A fitted block: its vocabulary, and the projection of terms to the block's dimensions. */
export interface FittedBlock {
  vocabulary: Vocabulary;
  /** terms × width. */
  projection: Dense;
}

/** The content space: films that come later are projected into it without another fit. */
export type ContentSpace = readonly FittedBlock[];

/** Fits the blocks' vocabularies and projections to films. */
export function fitContent(films: readonly FilmText[], seed: number): ContentSpace {
  return BLOCKS.map(({ tokens, width }) => {
    const documents = films.map(tokens);
    const vocabulary = fitVocabulary(documents);
    const projection = rightSingularVectors(weigh(documents, vocabulary), width, seed);
    return { vocabulary, projection };
  });
}

/** Films as rows of 128 numbers and length 1, each block of its weight; a film without any text is zeros. */
export function projectContent(films: readonly FilmText[], space: ContentSpace): Dense {
  const result = zeros(films.length, CONTENT_WIDTH);
  let from = 0;
  for (const [at, { tokens, width, weight }] of BLOCKS.entries()) {
    const fitted = space[at];
    if (!fitted) throw new RangeError("The content space lacks a block.");
    const block = times(weigh(films.map(tokens), fitted.vocabulary), fitted.projection);
    for (let r = 0; r < films.length; r++) {
      normalise(block.data, r * width, width);
      for (let k = 0; k < width; k++)
        result.data[r * CONTENT_WIDTH + from + k] = weight * (block.data[r * width + k] ?? 0);
    }
    from += width;
  }
  for (let r = 0; r < films.length; r++) normalise(result.data, r * CONTENT_WIDTH, CONTENT_WIDTH);
  return result;
}

/** How much each block adds to the similarity of two films; the sum is their cosine. */
export function blockSimilarities(content: Dense, a: number, b: number): { name: string; value: number }[] {
  let from = 0;
  return BLOCKS.map(({ name, width }) => {
    const at = from;
    from += width;
    return {
      name,
      value: dot(content.data, a * CONTENT_WIDTH + at, content.data, b * CONTENT_WIDTH + at, width),
    };
  });
}
