/** Films' scores in the all-time list with their votes, by column. */
interface Standing {
  scores: Float32Array;
  votes: Int32Array;
  texts: readonly { year: number }[];
}

/** Years after which recency counts half. */
const HALF_LIFE = 25;

/** Part of a film's score that doesn't age. */
const AGELESS = 0.6;

/** What is popular, 0 to 1: weighted rating × log votes × recency, beside the highest. */
export function popularOf({ scores, votes, texts }: Standing, thisYear: number): Float32Array {
  const raw = Float32Array.from(scores, (score, film) => {
    const age = Math.max(0, thisYear - (texts[film]?.year ?? thisYear));
    const recency = AGELESS + (1 - AGELESS) * 2 ** (-age / HALF_LIFE);
    return score * Math.log1p(votes[film] ?? 0) * recency;
  });
  const highest = raw.reduce((most, value) => Math.max(most, value), 0);
  return highest === 0 ? raw : raw.map((value) => value / highest);
}
