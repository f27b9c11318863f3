import { z } from "zod";

/** The first film that survives is of 1888; earlier years and years far ahead are typing faults. */
export const FIRST_YEAR = 1878;
export const LAST_YEAR = 2100;

/** Control characters, and halves of surrogate pairs, which no encoding can carry. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const UNPRINTABLE_BUT_BREAKS = /[^\P{Cc}\n\r\t]|\p{Cs}/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** One line of text without control characters; commands trim it and fold its inner white space. */
function line(max: number, what: string) {
  return z
    .string({
      error: (issue) => (issue.input === undefined ? `${what} is missing.` : `${what} must be text.`),
    })
    .max(max, `${what} can have at most ${max} characters.`)
    .refine((text) => !UNPRINTABLE.test(text), `${what} contains a control character; please remove it.`)
    .refine((text) => VISIBLE.test(text), `${what} is missing.`);
}

/** Text of several lines: no control characters but line breaks and tabs. */
function paragraph(max: number, what: string) {
  return z
    .string({ error: `${what} must be text.` })
    .max(max, `${what} can have at most ${max} characters.`)
    .refine(
      (text) => !UNPRINTABLE_BUT_BREAKS.test(text),
      `${what} contains a control character; please remove it.`,
    );
}

const slug = z
  .string({ error: "A genre is a word such as drama." })
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "A genre is a word in lower case, such as drama or science-fiction.")
  .max(60, "A genre can have at most 60 characters.")
  .refine(
    (word) => !/^(all-time|trending|\d{4}s)$/.test(word),
    "A list has this name; call the genre otherwise.",
  );

/** The fields of a film that people write, without defaults. */
const fields = z.strictObject({
  title: line(300, "The title"),
  originalTitle: line(300, "The original title").nullable().optional(),
  year: z
    .int({
      error: (issue) =>
        issue.input === undefined ? "The year is missing." : "The year must be a whole number.",
    })
    .min(FIRST_YEAR, `The year must be ${FIRST_YEAR} or later.`)
    .max(LAST_YEAR, `The year must be ${LAST_YEAR} or earlier.`),
  releaseDate: z.iso.date("A release date looks like 1949-09-02.").nullable().optional(),
  runtimeMinutes: z
    .int("The runtime must be a whole number of minutes.")
    .min(1, "The runtime must be at least 1 minute.")
    .max(1500, "The runtime can be at most 1,500 minutes.")
    .nullable()
    .optional(),
  certificate: line(20, "The certificate").nullable().optional(),
  synopsis: paragraph(5000, "The synopsis").nullable().optional(),
  genres: z
    .array(slug, { error: "Genres are a list of words." })
    .max(10, "A film can have at most 10 genres."),
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/, "A country is a code of two capitals, such as GB."))
    .max(20, "A film can have at most 20 countries."),
  directors: z
    .array(line(200, "A director's name"), { error: "Directors are a list of names." })
    .max(20, "A film can have at most 20 directors."),
  cast: z
    .array(line(200, "An actor's name"), { error: "The cast is a list of names." })
    .max(50, "A film can have at most 50 cast members."),
  keywords: z
    .array(line(60, "A keyword"), { error: "Keywords are a list of words." })
    .max(30, "A film can have at most 30 keywords."),
  posterUrl: z
    .url({ protocol: /^https$/, error: "A poster's address begins with https://." })
    .max(1000, "A poster's address can have at most 1,000 characters.")
    .regex(/^[\x21-\x7e]+$/, "A poster's address has no spaces and no letters beyond ASCII.")
    .nullable()
    .optional(),
});

/** Whether a release date fits the year, within five years either way. */
export function datesAgree(releaseDate: string | null | undefined, year: number): boolean {
  return !releaseDate || Math.abs(Number(releaseDate.slice(0, 4)) - year) <= 5;
}

export const DATES_DISAGREE =
  "The release date lies more than five years from the year; one of the two is wrong.";

/**
 * What one gives to add a film: the form, the tRPC procedure and `POST /api/v1/movies` parse with this.
 * Years are calendar years, runtimes minutes, dates ISO 8601 days. Unknown fields are refused.
 */
export const movieInput = fields
  .extend({
    genres: fields.shape.genres.default([]),
    countries: fields.shape.countries.default([]),
    directors: fields.shape.directors.default([]),
    cast: fields.shape.cast.default([]),
    keywords: fields.shape.keywords.default([]),
    allowDuplicate: z.boolean("Allow-duplicate is true or false.").default(false),
  })
  .refine((film) => datesAgree(film.releaseDate, film.year), {
    path: ["releaseDate"],
    error: DATES_DISAGREE,
  });

/** `PATCH /api/v1/movies/{id}`: the fields to change; null empties one, a list replaces the whole list. */
export const moviePatch = fields
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, "Give at least one field to change.");

export type MoviePatch = z.output<typeof moviePatch>;

/** What the desk's form gives to change a film: `version` is the one that it was opened with. */
export const movieEdit = z.strictObject({
  id: z.int().min(1).max(2_147_483_647),
  version: z.int().min(1),
  patch: moviePatch,
});

export type MovieInput = z.input<typeof movieInput>;
export type ParsedMovieInput = z.output<typeof movieInput>;

/** Which page of how many, as queries name it. */
export const paging = {
  page: z.coerce
    .number()
    .int("A page is a whole number.")
    .min(1, "The first page is 1.")
    .max(1_000_000, "There is no such page.")
    .default(1),
  pageSize: z.coerce
    .number()
    .int("A page size is a whole number.")
    .min(1)
    .max(100, "A page holds at most 100.")
    .default(50),
};

/** `GET /api/v1/movies`: what may stand in the query string. */
export const movieQuery = z.strictObject({
  sort: z.enum(["rank", "title", "year", "added"]).default("rank"),
  order: z.enum(["asc", "desc"]).optional(),
  genre: slug.optional(),
  decade: z
    .string()
    .regex(/^(18|19|20)\d0s$/, "A decade looks like 1990s.")
    .optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "A country is a code of two capitals, such as GB.")
    .optional(),
  q: line(100, "The search")
    .optional()
    .describe(
      "Words that titles hold in this order, whatever their accents, capitals and punctuation. Where all are of one or two letters, they are whole words.",
    ),
  ...paging,
});

export type MovieQuery = z.output<typeof movieQuery>;

/** A visitor's search as its address has it; what makes no sense counts for nothing. */
export const searchQuery = z.object({
  q: line(100, "The search")
    .transform((text) => text.trim())
    .catch(""),
  page: paging.page.catch(1),
});

/** A film's number, as it stands in an address; anything that can't be one is no film's. */
export const movieId = z
  .string()
  .regex(/^[1-9]\d{0,9}$/)
  .refine((text) => Number(text) <= 2_147_483_647)
  .transform(Number);

/** A film's number or its slug, as it stands in an address. */
export const movieKey = z.union([
  movieId,
  z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)+$/)
    .max(200),
]);

/** A film as lists and the API show it; what is not known is null. Times are ISO 8601 UTC, runtimes minutes. */
export const movieSchema = z.object({
  id: z.int(),
  slug: z.string(),
  title: z.string(),
  originalTitle: z.string().nullable(),
  year: z.int(),
  releaseDate: z.iso.date().nullable(),
  runtimeMinutes: z.int().nullable(),
  certificate: z.string().nullable(),
  synopsis: z.string().nullable(),
  genres: z.array(z.string()),
  countries: z.array(z.string()),
  directors: z.array(z.string()),
  posterUrl: z.string().nullable(),
  score: z.number().nullable().describe("Weighted rating, 1 to 10, six decimals; null before any vote"),
  votes: z.int().describe("Votes that count: the house's own and the imported ones"),
  plainMean: z.number().nullable().describe("The unweighted mean of the votes that count, two decimals"),
  position: z.int().nullable().describe("Position in the all-time list; null while not eligible"),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export type Movie = z.infer<typeof movieSchema>;

/** A page of what a search found. */
export interface FoundMovies {
  movies: Movie[];
  total: number;
  pages: number;
}

/** A film with everything its page shows. */
export const movieDetailSchema = movieSchema.extend({
  cast: z.array(z.object({ name: z.string(), role: z.string().nullable() })),
  keywords: z.array(z.string()).describe("What it is about, in lower case"),
  ranks: z.array(z.object({ list: z.string(), title: z.string(), position: z.int(), total: z.int() })),
  stats: z.object({
    ownVotes: z.int(),
    importedVotes: z.int(),
    importedMean: z.number().nullable(),
    weight: z.number().describe("Sum of weights, in votes"),
    interval: z.tuple([z.number(), z.number()]).nullable().describe("90 % interval of the score"),
  }),
  histogram: z.array(z.int()).length(10).describe("The house's votes of 1 to 10"),
});

export type MovieDetail = z.infer<typeof movieDetailSchema>;

/** A film as the desk's form changes it, with its version. */
export interface EditableMovie {
  movie: MovieDetail;
  version: number;
}

/** What the admin film list shows of a film. */
export interface AdminMovieRow {
  id: number;
  slug: string;
  title: string;
  year: number;
  genres: string[];
  votes: number;
  score: number | null;
  addedBy: string | null;
  createdAt: string;
}

export interface GenreOption {
  slug: string;
  name: string;
}

/** The film that stands where a new one would be its duplicate. */
export interface DuplicateOf {
  id: number;
  slug: string;
  title: string;
  year: number;
}

/** The duplicate check while typing. */
export const duplicateQuery = z.strictObject({
  title: z.string().max(300),
  year: z.int().min(FIRST_YEAR).max(LAST_YEAR),
});

/** The admin film list: a search over titles, a page from 1. */
export const adminListQuery = z.strictObject({
  q: z.string().max(100).optional(),
  page: z.int().min(1).max(1_000_000).default(1),
});
