import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { movieInput, movieKey, moviePatch, movieQuery } from "./schema";

const film = { title: "The Third Man", year: 1949 };
const NUL = String.fromCharCode(0);
const HALF = String.fromCharCode(0xd800);

/** Where the first fault lies and what it says. */
function fault(given: unknown): string {
  const parsed = movieInput.safeParse(given);
  const issue = parsed.error?.issues[0];
  return issue ? `${issue.path.join(".")}: ${issue.message}` : "none";
}

describe("movieInput", () => {
  test.each([
    ["no title", { year: 1949 }, "title: The title is missing."],
    ["an empty title", { ...film, title: "" }, "title: The title is missing."],
    [
      "white space for a title",
      { ...film, title: " \t " },
      "title: The title contains a control character; please remove it.",
    ],
    ["a title that can't be seen", { ...film, title: "\u200b" }, "title: The title is missing."],
    [
      "a NUL in the title",
      { ...film, title: `a${NUL}b` },
      "title: The title contains a control character; please remove it.",
    ],
    [
      "half a surrogate pair",
      { ...film, title: HALF },
      "title: The title contains a control character; please remove it.",
    ],
    [
      "10,000 characters",
      { ...film, title: "x".repeat(10_000) },
      "title: The title can have at most 300 characters.",
    ],
    ["a number for a title", { ...film, title: 7 }, "title: The title must be text."],
    ["no year", { title: "A" }, "year: The year is missing."],
    ["the year 1800", { ...film, year: 1800 }, "year: The year must be 1878 or later."],
    ["the year 3000", { ...film, year: 3000 }, "year: The year must be 2100 or earlier."],
    ["a year as text", { ...film, year: "1949" }, "year: The year must be a whole number."],
    ["half a year", { ...film, year: 1949.5 }, "year: The year must be a whole number."],
    ["a huge year", { ...film, year: 1e300 }, "year: The year must be a whole number."],
    [
      "30 February",
      { ...film, releaseDate: "1949-02-30" },
      "releaseDate: A release date looks like 1949-09-02.",
    ],
    [
      "a date of another century",
      { ...film, releaseDate: "2049-09-02" },
      "releaseDate: The release date lies more than five years from the year; one of the two is wrong.",
    ],
    [
      "a runtime of 0",
      { ...film, runtimeMinutes: 0 },
      "runtimeMinutes: The runtime must be at least 1 minute.",
    ],
    [
      "a genre in capitals",
      { ...film, genres: ["Drama"] },
      "genres.0: A genre is a word in lower case, such as drama or science-fiction.",
    ],
    [
      "a genre with a list's name",
      { ...film, genres: ["all-time"] },
      "genres.0: A list has this name; call the genre otherwise.",
    ],
    [
      "a genre with a decade's name",
      { ...film, genres: ["1990s"] },
      "genres.0: A list has this name; call the genre otherwise.",
    ],
    [
      "a poster over http",
      { ...film, posterUrl: "http://example.org/a.jpg" },
      "posterUrl: A poster's address begins with https://.",
    ],
    [
      "a NUL in the synopsis",
      { ...film, synopsis: NUL },
      "synopsis: The synopsis contains a control character; please remove it.",
    ],
    ["genres as text", { ...film, genres: "drama" }, "genres: Genres are a list of words."],
  ])("refuses %s", (_, given, message) => {
    expect(fault(given)).toBe(message);
  });

  test("refuses fields it doesn't know", () => {
    expect(movieInput.safeParse({ ...film, rating: 8 }).success).toBe(false);
  });

  test("takes line breaks in a synopsis and null for what isn't known", () => {
    expect(movieInput.safeParse({ ...film, synopsis: "One.\n\tTwo.", certificate: null }).success).toBe(true);
  });

  test("never throws, and what it takes PostgreSQL takes", () => {
    const anything = fc.record({
      title: fc.oneof(fc.string({ unit: "binary" }), fc.anything()),
      year: fc.anything(),
    });
    fc.assert(
      fc.property(fc.oneof(anything, fc.anything()), (given) => {
        const parsed = movieInput.safeParse(given);
        if (parsed.success) expect(parsed.data.title).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      }),
    );
  });
});

describe("moviePatch", () => {
  test("takes some fields and adds no defaults", () => {
    expect(moviePatch.parse({ runtimeMinutes: 104 })).toEqual({ runtimeMinutes: 104 });
  });

  test("refuses a patch of nothing", () => {
    expect(moviePatch.safeParse({}).success).toBe(false);
  });
});

describe("movieQuery", () => {
  test.each([["-1"], ["0"], ["1e9"], ["x"], ["1.5"], ["NaN"], [""], ["99999999999999999999"]])(
    "refuses page %s",
    (page) => {
      expect(movieQuery.safeParse({ page }).success).toBe(false);
    },
  );

  test.each([
    [{ pageSize: "101" }],
    [{ pageSize: "0" }],
    [{ sort: "score" }],
    [{ decade: "1995s" }],
    [{ country: "gb" }],
    [{ genre: "x'; drop table movie" }],
    [{ q: NUL }],
    [{ limit: "5" }],
  ])("refuses %j", (given) => {
    expect(movieQuery.safeParse(given).success).toBe(false);
  });

  test("has defaults", () => {
    expect(movieQuery.parse({})).toEqual({ sort: "rank", page: 1, pageSize: 50 });
  });
});

describe("movieKey", () => {
  test.each([
    ["17", 17],
    ["the-third-man-1949", "the-third-man-1949"],
  ])("%s is a key", (text, key) => {
    expect(movieKey.parse(text)).toBe(key);
  });

  test.each([
    ["0"],
    ["-1"],
    ["2147483648"],
    ["1e3"],
    ["99999999999"],
    [NUL],
    ["a b"],
    ["Solaris-1972"],
    ["x".repeat(500)],
  ])("%j is none", (text) => {
    expect(movieKey.safeParse(text).success).toBe(false);
  });
});
