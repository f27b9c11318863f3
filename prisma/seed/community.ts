import type { SeedFilm } from "./films";

/** A member of the demo community; can't sign in. */
export interface DemoPerson {
  name: string;
  handle: string;
}

/** A rating of the demo community: indexes into the people and the films given. */
export interface DemoRating {
  person: number;
  film: number;
  value: number;
  ratedAt: Date;
}

const FIRST =
  "Ada Bela Carmen Dario Edda Farid Greta Hugo Ines Jonas Kaya Luca Mina Nils Olga Pablo Rosa Selim Tove Vito".split(
    " ",
  );
const LAST = "Almeida Brandt Castell Dahl Eriksen Falk Grimaldi Holm Ivanov Jansen".split(" ");

/** Days before the first start over which the ratings lie. */
export const DEMO_DAYS = 60;

const PEOPLE = FIRST.length * LAST.length;
const RATINGS_A_PERSON = 100;

/** A generator of numbers in [0, 1): mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * 200 people and about 20,000 ratings, the same for the same films and end. Well-known films are rated
 * more, people have a mood, a favourite genre and an own sense of quality near the source's average, and
 * some films have their week.
 */
export function demoCommunity(
  films: readonly SeedFilm[],
  end: Date,
): { people: DemoPerson[]; ratings: DemoRating[] } {
  const random = mulberry32(19_490_902);
  const bell = () => random() + random() + random() - 1.5;
  const people = LAST.flatMap((last) =>
    FIRST.map((first) => ({ name: `${first} ${last}`, handle: `${first}-${last}`.toLowerCase() })),
  );
  const genres = [...new Set(films.flatMap((film) => film.genre ?? []))].sort();
  // Cumulative popularity, to draw films by.
  const cumulative: number[] = [];
  let total = 0;
  for (const film of films) {
    total += (film.sourceVotes + 50) ** 0.6;
    cumulative.push(total);
  }
  const drawFilm = () => {
    const at = random() * total;
    let [low, high] = [0, cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  // Each film's best day: ratings gather around it.
  const peaks = films.map(() => random() * DEMO_DAYS);
  const ratings: DemoRating[] = [];
  for (let person = 0; person < PEOPLE; person++) {
    const mood = bell() * 0.9;
    const favourite = genres[Math.floor(random() * genres.length)];
    const count = Math.max(
      3,
      Math.round(RATINGS_A_PERSON * (0.15 + 1.7 * random() ** 1.2 + random() * 0.15)),
    );
    const rated = new Set<number>();
    while (rated.size < count) {
      const index = drawFilm();
      const film = films[index];
      if (!film || rated.has(index)) continue;
      rated.add(index);
      const quality = film.sourceVotes > 0 ? film.sourceMeanMilli / 1_000 : 6;
      const taste = film.genre === favourite ? 0.9 : 0;
      const value = Math.min(10, Math.max(1, Math.round(quality + mood + taste + bell() * 2.4)));
      const day = random() < 0.5 ? random() * DEMO_DAYS : (peaks[index] ?? 0) + bell() * 3;
      const ago = Math.min(DEMO_DAYS, Math.max(0, day)) * 86_400_000;
      ratings.push({ person, film: index, value, ratedAt: new Date(end.getTime() - Math.floor(ago)) });
    }
  }
  return { people, ratings };
}
