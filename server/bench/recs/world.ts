import type { FilmText } from "../../recommendations/content/blocks";
import { hash32, mulberry32 } from "../../recommendations/maths/random";

/** How much is generated; the same numbers give the same world. */
export interface Size {
  films: number;
  people: number;
  /** Ratings over all people, about. */
  ratings: number;
  seed: number;
}

export interface GeneratedRating {
  film: number;
  value: number;
  /** Seconds since 1970. */
  at: number;
}

/** Films share words, genres and people within their circle of taste; people mostly rate within theirs. */
const CIRCLES = 40;

/** Of a person's ratings so many are of their own circle's films. */
const LOYALTY = 0.7;

/** The film of rank r gets ratings in proportion to 1 / (r + 10), as in the other bench's data. */
const HEAD = 10;

const COMMON_WORDS = 8_000;
const CIRCLE_WORDS = 300;
const CIRCLE_SHARE = 0.4;
const WORDS = { least: 15, most: 60 };

export const GENRES = [
  ..."action adventure animation biography comedy crime documentary drama family fantasy".split(" "),
  ..."history horror music mystery romance science-fiction sport thriller war western".split(" "),
];

const SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu bra cle dri flo gru".split(
  " ",
);

/** A made-up word for a number: never a stop word, the same for the same number. */
function wordOf(number: number): string {
  let rest = hash32(number);
  let word = "";
  for (let at = 0; at < 4; at++) {
    word += SYLLABLES[rest % SYLLABLES.length] ?? "";
    rest = Math.floor(rest / SYLLABLES.length);
  }
  return word;
}

/** A rank below `count`, the first ranks as much likelier as 1 / (r + 10) says. */
function rankOf(random: () => number, count: number): number {
  return Math.min(count - 1, Math.floor(HEAD * ((count / HEAD + 1) ** random() - 1)));
}

/** A generator of its own for each film and person, so that no order matters. */
function streamOf(seed: number, what: number, at: number): () => number {
  return mulberry32(hash32(hash32(seed * 7 + what) ^ at));
}

/** What a film says: a tenth of the words of a plot set its circle apart, two genres of four, people of its circle. */
export function filmOf({ films, seed }: Size, film: number): FilmText & { title: string } {
  const random = streamOf(seed, 1, film);
  const below = (count: number) => Math.floor(random() * count);
  const circle = film % CIRCLES;
  const words = Array.from({ length: WORDS.least + below(WORDS.most - WORDS.least) }, () =>
    random() < CIRCLE_SHARE
      ? wordOf(COMMON_WORDS + circle * CIRCLE_WORDS + rankOf(random, CIRCLE_WORDS))
      : wordOf(rankOf(random, COMMON_WORDS)),
  );
  const genres = [circle % GENRES.length, (circle * 3 + 7 + below(2)) % GENRES.length, below(GENRES.length)];
  // One director for eight films, one actor for three, about.
  const directors = Math.ceil(films / CIRCLES / 8);
  const actors = Math.ceil(films / CIRCLES / 3);
  const named = (kind: string, count: number) => `${kind} ${circle}-${rankOf(random, count)}`;
  return {
    title: `${wordOf(film)} ${film}`,
    year: 1930 + ((circle * 13) % 60) + below(36),
    genres: [...new Set(genres.slice(0, 1 + below(3)).map((at) => GENRES[at] ?? "drama"))],
    directors: [named("Director", directors)],
    cast: [...new Set(Array.from({ length: 5 }, () => named("Actor", actors)))],
    keywords: [...new Set(words.slice(0, 4))],
    synopsis: `${words.join(" ")}.`,
  };
}

/** What a person rated, each film once: high within their two circles, middling outside. */
export function ratingsOf({ films, people, ratings, seed }: Size, person: number): GeneratedRating[] {
  const random = streamOf(seed, 2, person);
  const below = (count: number) => Math.floor(random() * count);
  const own = [below(CIRCLES), below(CIRCLES)];
  // A long tail of people too: the most active rate some ten times as much as the median.
  const wanted = Math.max(
    5,
    Math.round((ratings / people) * 0.69 * Math.exp(random() + random() + random() - 1.25)),
  );
  const seen = new Map<number, GeneratedRating>();
  for (let tries = 0; seen.size < wanted && tries < 4 * wanted; tries++) {
    const inside = random() < LOYALTY;
    const circle = inside ? (own[below(2)] ?? 0) : below(CIRCLES);
    const film = rankOf(random, Math.floor(films / CIRCLES)) * CIRCLES + circle;
    const value = own.includes(circle) ? 7 + below(4) : 3 + below(6);
    if (film < films && !seen.has(film))
      seen.set(film, { film, value, at: 1_500_000_000 + below(200_000_000) });
  }
  return [...seen.values()];
}
