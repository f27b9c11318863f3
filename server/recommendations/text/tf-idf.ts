import { type Sparse, sparseOf } from "../maths/sparse";

/** Terms by number with their weights: idf = ln((1 + n) / (1 + df)) + 1. */
export interface Vocabulary {
  readonly terms: ReadonlyMap<string, number>;
  readonly idf: Float32Array;
}

const LEAST_DOCUMENTS = 2;

/** The terms of two documents and more, in the order of the alphabet. */
export function fitVocabulary(documents: readonly (readonly string[])[]): Vocabulary {
  const frequency = new Map<string, number>();
  for (const document of documents)
    for (const term of new Set(document)) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const kept = [...frequency].filter(([, df]) => df >= LEAST_DOCUMENTS).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    terms: new Map(kept.map(([term], at) => [term, at])),
    idf: Float32Array.from(kept, ([, df]) => Math.log((1 + documents.length) / (1 + df)) + 1),
  };
}

/** Documents as rows of length 1: (1 + ln tf) × idf; what isn't in the vocabulary is passed over. */
export function weigh(documents: readonly (readonly string[])[], { terms, idf }: Vocabulary): Sparse {
  const columns: Int32Array[] = [];
  const values: Float32Array[] = [];
  for (const document of documents) {
    const counts = new Map<number, number>();
    for (const term of document) {
      const at = terms.get(term);
      if (at !== undefined) counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    const line = [...counts].sort(([a], [b]) => a - b);
    const weights = line.map(([at, count]) => (1 + Math.log(count)) * (idf[at] ?? 0));
    const length = Math.hypot(...weights) || 1;
    columns.push(Int32Array.from(line, ([at]) => at));
    values.push(Float32Array.from(weights, (weight) => weight / length));
  }
  return sparseOf(columns, terms.size, values);
}
