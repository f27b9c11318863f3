import { z } from "zod";
import { type Reason, reasonKinds } from "./schema";

/** A reason as it lies in the database: its kind, the film it leans on, the name that is shared. */
export const storedReason = z.object({
  kind: z.enum(reasonKinds),
  movieId: z.int().optional(),
  name: z.string().optional(),
});
export type StoredReason = z.infer<typeof storedReason>;
export const storedReasons = z.array(storedReason);

/** A film that a reason names. */
type Named = NonNullable<Reason["movie"]>;

/** The reason as a sentence to the member whose list it is in. */
export function toReason(stored: StoredReason | undefined, titles: ReadonlyMap<number, Named>): Reason {
  const kind = stored?.kind ?? "popular";
  const movie = (stored?.movieId !== undefined && titles.get(stored.movieId)) || null;
  const name = stored?.name ?? null;
  return { kind, movie, name, text: sentence(kind, movie?.title ?? null, name) };
}

function sentence(kind: Reason["kind"], title: string | null, name: string | null): string {
  switch (kind) {
    case "liked":
      return title ? `Because you liked ${title}.` : "Because of what you liked.";
    case "picked":
      return title ? `Because you picked ${title}.` : "Because of what you picked.";
    case "director":
      return title ? `Directed by ${name}, like ${title}.` : `Directed by ${name} too.`;
    case "cast":
      return title ? `With ${name}, as in ${title}.` : `With ${name} too.`;
    case "genre":
      return title
        ? `You liked ${title}, and this is ${genreOf(name)} too.`
        : `This is ${genreOf(name)} too.`;
    case "plot":
      return title ? `Its story is about what ${title} is about.` : "Its story is about similar things.";
    case "era":
      return title ? `From the same years as ${title}.` : "From the same years as this film.";
    case "fans":
      return name ? `Popular among people who like ${name}.` : "Liked by people who like this film.";
    case "popular":
      return "Popular with everybody here.";
  }
}

/** "a western", "an action film": with "film" where the genre's name isn't a kind of film by itself. */
function genreOf(name: string | null): string {
  if (name === null) return "of its genre";
  const word = ABBREVIATION.test(name) ? name : name.toLowerCase();
  const kind = NOUNS.has(name) ? word : `${word} film`;
  return `${/^[aeiou]/i.test(kind) ? "an" : "a"} ${kind}`;
}

/** Genres that name a film. */
const NOUNS = new Set(["Comedy", "Documentary", "Drama", "Musical", "Romance", "Thriller", "Western"]);

/** Such as "IMAX". */
const ABBREVIATION = /^[A-Z]{2,}$/;
