import { nameToken, tokensOf } from "../text/tokens";

/** What the content space knows of a film. */
export interface FilmText {
  year: number;
  genres: readonly string[];
  directors: readonly string[];
  cast: readonly string[];
  keywords: readonly string[];
  synopsis: string;
}

/** A part of the content space, with tokens, dimensions and a weight of its own. */
export interface BlockSpec {
  name: "genre" | "era" | "plot" | "people";
  width: number;
  weight: number;
  tokens: (film: FilmText) => string[];
}

/** Actors of a film that count. */
const BILLED = 8;

/** The four blocks. One SVD over all tokens together is much worse: words of plots drown genres and names. */
export const BLOCKS: readonly BlockSpec[] = [
  { name: "genre", width: 16, weight: 1, tokens: ({ genres }) => genres.map(nameToken) },
  { name: "era", width: 8, weight: 0.6, tokens: ({ year }) => eraTokens(year) },
  {
    name: "plot",
    width: 56,
    weight: 0.9,
    tokens: ({ synopsis, keywords }) => [...tokensOf(synopsis), ...keywords.flatMap(tokensOf)],
  },
  {
    name: "people",
    width: 48,
    weight: 0.9,
    tokens: ({ directors, cast }) => [
      ...directors.map((name) => `directed ${nameToken(name)}`),
      ...directors.map(nameToken),
      ...cast.slice(0, BILLED).map(nameToken),
    ],
  },
];

/** Numbers of a film's vector. */
export const CONTENT_WIDTH = BLOCKS.reduce((sum, { width }) => sum + width, 0);

/** The decade, and the decade that begins five years later or earlier, so that 1959 is near 1961. */
function eraTokens(year: number): string[] {
  return [`d${Math.floor(year / 10)}`, `h${Math.floor((year + 5) / 10)}`];
}
