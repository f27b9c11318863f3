import { type MovieDetail, moviePatch } from "@/server/catalog/schema";
import { type Draft, type Edit, EMPTY, inputOf } from "./draft";

/** The fields as the form names them, for sentences. */
const names: Record<keyof Omit<Draft, "allowDuplicate">, string> = {
  title: "title",
  originalTitle: "original title",
  year: "year",
  releaseDate: "release date",
  runtimeMinutes: "runtime",
  certificate: "certificate",
  directors: "directors",
  cast: "cast",
  keywords: "keywords",
  countries: "countries",
  genres: "genres",
  synopsis: "synopsis",
  posterUrl: "poster’s address",
};
const fields = [
  "title",
  "originalTitle",
  "year",
  "releaseDate",
  "runtimeMinutes",
  "certificate",
  "directors",
  "cast",
  "keywords",
  "countries",
  "genres",
  "synopsis",
  "posterUrl",
] as const;

/** A standing film as the form holds it. */
export function draftFrom(movie: MovieDetail): Draft {
  return {
    ...EMPTY,
    title: movie.title,
    originalTitle: movie.originalTitle ?? "",
    year: String(movie.year),
    releaseDate: movie.releaseDate ?? "",
    runtimeMinutes: movie.runtimeMinutes === null ? "" : String(movie.runtimeMinutes),
    certificate: movie.certificate ?? "",
    directors: movie.directors.join("\n"),
    cast: movie.cast.map(({ name }) => name).join("\n"),
    keywords: movie.keywords.join(", "),
    countries: movie.countries.join(", "),
    genres: movie.genres,
    synopsis: movie.synopsis ?? "",
    posterUrl: movie.posterUrl ?? "",
  };
}

function differs(a: Draft, b: Draft, field: keyof Draft): boolean {
  return JSON.stringify(a[field]) !== JSON.stringify(b[field]);
}

/** Of what is typed, the fields that differ from the film as it was opened; null where none does. */
export function patchOf({ base, draft }: Edit): ReturnType<typeof moviePatch.safeParse> | null {
  const { allowDuplicate: _, ...input } = inputOf(draft);
  const given = Object.entries({ year: undefined, ...input }).filter(([name]) =>
    fields.some((field) => field === name && differs(base, draft, field)),
  );
  if (given.length === 0) return null;
  // A year that was emptied is no year, not a field left alone.
  return moviePatch.safeParse(
    Object.fromEntries(given.map(([name, value]) => [name, value === undefined ? null : value])),
  );
}

/** What came of an edit when the film changed meanwhile. */
export interface Merged {
  edit: Edit;
  /** Fields that the other person changed and this one didn't: the form has them now. */
  taken: string[];
  /** Fields that both changed: the form keeps what is typed; `theirs` is what stands. */
  disputed: { name: string; theirs: string }[];
}

/** Puts an edit on top of the film as it stands now: nothing that was typed is lost. */
export function rebase({ base, draft }: Edit, movie: MovieDetail, version: number): Merged {
  const standing = draftFrom(movie);
  const theirs = fields.filter((field) => differs(base, standing, field));
  const taken = theirs.filter((field) => !differs(base, draft, field));
  const disputed = theirs.filter((field) => differs(base, draft, field) && differs(draft, standing, field));
  return {
    edit: {
      version,
      base: standing,
      draft: { ...draft, ...Object.fromEntries(taken.map((field) => [field, standing[field]])) },
    },
    taken: taken.map((field) => names[field]),
    disputed: disputed.map((field) => ({
      name: names[field],
      theirs: [standing[field]].flat().join(", ").replaceAll("\n", ", ") || "nothing",
    })),
  };
}
