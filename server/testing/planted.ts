import { db } from "../db";
import type { FilmText } from "../recommendations/content/blocks";
import type { RatedBy } from "../recommendations/evaluation/split";
import { mulberry32 } from "../recommendations/maths/random";

/** Films and people with a structure that a sound recommender must find: circles of taste. */
export interface Planted {
  films: FilmText[];
  people: RatedBy[];
  /** The circle of each film, and of each person. */
  filmCircles: number[];
  personCircles: number[];
}

const WORDS = [
  "spaceship galaxy robot alien planet colony orbit android laser asteroid",
  "detective murder clue inspector suspect alibi corpse blackmail witness poison",
  "wedding romance kiss letter summer heartbreak bride dance lover proposal",
  "cowboy sheriff saloon ranch outlaw cattle duel frontier stagecoach rifle",
  "ghost haunted curse mansion séance demon nightmare graveyard vampire ritual",
].map((line) => line.split(" "));
const GENRES = ["science-fiction", "mystery", "romance", "western", "horror"];

/** Of a person's ratings so many are of their own circle's films. */
const LOYALTY = 0.8;

/** Made-up films and people, the same for the same numbers; films' renown follows a power law. */
export function plant(films: number, people: number, ratings: number, seed: number): Planted {
  const random = mulberry32(seed);
  const below = (n: number) => Math.floor(random() * n);
  const pick = <Item>(items: readonly Item[]) => items.slice(below(items.length)).slice(0, 1);
  const filmCircles = Array.from({ length: films }, (_, film) => film % WORDS.length);
  const texts = filmCircles.map((circle): FilmText => {
    const words = Array.from({ length: 12 }, () => pick(WORDS[circle] ?? [])).flat();
    return {
      year: 1950 + 10 * circle + below(20),
      genres: [GENRES[circle] ?? "drama", ...pick(GENRES.slice(0, random() < 0.2 ? 5 : 0))],
      directors: [`Director ${circle}-${below(6)}`],
      cast: [`Actor ${circle}-${below(12)}`, `Actor ${circle}-${below(12)}`],
      keywords: words.slice(0, 3),
      synopsis: words.join(" "),
    };
  });
  const personCircles = Array.from({ length: people }, (_, person) => person % WORDS.length);
  const inCircle = WORDS.map((_, circle) =>
    [...filmCircles.keys()].filter((film) => filmCircles[film] === circle),
  );
  const raters = personCircles.map((circle, person): RatedBy => {
    const rated = new Map<number, number>();
    const wanted = Math.max(5, Math.round(ratings * (0.5 + random())));
    for (let tries = 0; rated.size < wanted && tries < 20 * wanted; tries++) {
      const own = random() < LOYALTY;
      const pool = inCircle[own ? circle : below(WORDS.length)] ?? [];
      const film = pool[Math.floor(pool.length * random() ** 2.5)] ?? 0;
      if (!rated.has(film)) rated.set(film, filmCircles[film] === circle ? 8 + below(3) : 2 + below(6));
    }
    const order = [...rated.keys()].sort((a, b) => a - b);
    return {
      films: Int32Array.from(order),
      values: Float32Array.from(order, (film) => rated.get(film) ?? 0),
      times: Float64Array.from(order, () => 1_700_000_000 + below(10_000_000) + person),
    };
  });
  return { films: texts, people: raters, filmCircles, personCircles };
}

/** Puts a plantation into the database. @returns ids of films and of people, in their order. */
export async function sow({ films, people }: Planted): Promise<{ movieIds: number[]; userIds: number[] }> {
  const genres = [...new Set(films.flatMap((film) => film.genres))];
  const names = [...new Set(films.flatMap((film) => [...film.directors, ...film.cast]))];
  await db().genre.createMany({ data: genres.map((slug) => ({ slug, name: slug })), skipDuplicates: true });
  await db().person.createMany({
    data: names.map((name) => ({ name, slug: name.toLowerCase().replace(" ", "-") })),
    skipDuplicates: true,
  });
  const genreIds = new Map((await db().genre.findMany()).map((genre) => [genre.slug, genre.id]));
  const personIds = new Map((await db().person.findMany()).map((person) => [person.name, person.id]));
  const movies = await db().movie.createManyAndReturn({
    data: films.map(({ year, synopsis, keywords }, at) => ({
      slug: `film-${at}-${year}`,
      title: `Film ${at}`,
      titleKey: `film ${at}`,
      year,
      synopsis,
      keywords: [...keywords],
    })),
    select: { id: true },
  });
  const movieIds = movies.map(({ id }) => id);
  await db().movieGenre.createMany({
    skipDuplicates: true,
    data: films.flatMap((film, at) =>
      film.genres.map((slug) => ({ movieId: movieIds[at] ?? 0, genreId: genreIds.get(slug) ?? 0 })),
    ),
  });
  await db().credit.createMany({
    skipDuplicates: true,
    data: films.flatMap((film, at) => [
      ...film.directors.map((name) => credit(movieIds[at], personIds.get(name), "director")),
      ...film.cast.map((name) => credit(movieIds[at], personIds.get(name), "cast")),
    ]),
  });
  const users = await db().user.createManyAndReturn({
    data: people.map((rated, at) => ({
      email: `planted-${at}@example.org`,
      handle: `planted-${at}`,
      name: `Planted ${at}`,
      ratingCount: rated.films.length,
    })),
    select: { id: true },
  });
  const userIds = users.map(({ id }) => id);
  await db().rating.createMany({
    data: people.flatMap((rated, person) =>
      [...rated.films].map((film, at) => {
        const createdAt = new Date(1_000 * (rated.times[at] ?? 0));
        const value = rated.values[at] ?? 1;
        return {
          movieId: movieIds[film] ?? 0,
          userId: userIds[person] ?? 0,
          value,
          createdAt,
          updatedAt: createdAt,
        };
      }),
    ),
  });
  return { movieIds, userIds };
}

function credit(movieId: number | undefined, personId: number | undefined, kind: "director" | "cast") {
  return { movieId: movieId ?? 0, personId: personId ?? 0, kind };
}
