import { describe, expect, test } from "vitest";
import { z } from "zod";
import { movieInput, movieQuery } from "../../catalog/schema";
import { AppError } from "../../errors";
import { entriesQuery } from "../../ranking/schema";
import { recommendationsQuery } from "../../recommendations/schema";
import { operations } from "../v1/operations";
import { parseOrRefuse } from "./input";

/** What is said of a value, by field; nothing where it is taken. */
function faults(schema: z.ZodType, given: unknown): Record<string, string> {
  try {
    parseOrRefuse(schema, given, "The query");
    return {};
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.userMessage).toContain(error.errors[0]?.message);
    return Object.fromEntries(error.errors.map(({ path, message }) => [path, message]));
  }
}

test.each([
  [movieQuery, { page: "abc" }, "page is a whole number from 1 up."],
  [movieQuery, { page: "1.5" }, "A page is a whole number."],
  [movieQuery, { page: "0" }, "The first page is 1."],
  [movieQuery, { pageSize: "many" }, "pageSize is a whole number from 1 to 100."],
  [movieQuery, { pageSize: "0" }, "pageSize is at least 1."],
  [movieQuery, { sort: "best" }, "sort is one of rank, title, year, added."],
  [entriesQuery, { edition: "last" }, "edition is a whole number from 1 up."],
  [recommendationsQuery, { count: "few" }, "count is a whole number from 1 to 100."],
])("the query %#: a schema's own words, else the house's", (schema, given, words) => {
  expect(faults(schema, given)).toEqual({ [Object.keys(given)[0] ?? ""]: words });
});

test("a body's fields are named as they were sent, and the body itself", () => {
  const film = z.strictObject({
    title: z.string().min(2),
    tags: z.array(z.string()),
    cast: z.array(z.string()).max(1),
    seen: z.boolean(),
    share: z.number().max(1),
  });
  expect(faults(film, { title: "A", tags: ["a", 7], cast: ["a", "b"], seen: "yes", share: "all" })).toEqual({
    title: "title has at least 2 characters.",
    "tags.1": "tags.1 is text.",
    cast: "cast has at most 1 entry.",
    seen: "seen is true or false.",
    share: "share is a number up to 1.",
  });
  expect(faults(film, [])).toEqual({ "": "The query is an object." });
  expect(faults(movieInput, { title: "A", year: 1990, colour: "red" })).toEqual({
    colour: "There is no field named colour.",
  });
});

/** Nothing that a call takes as a whole, and much that some may take somewhere. */
const odd = ["", "abc", "-1", "1.5", "1e99", "\0", "x".repeat(6_000), 5, -1.5, null, true, [], [[]], {}];

describe("whatever a call is given, no fault is in Zod's words", () => {
  test.each(
    operations.flatMap(({ method, path, query, body }) =>
      [query, body].flatMap((schema) => (schema instanceof z.ZodObject ? [{ method, path, schema }] : [])),
    ),
  )("$method $path", ({ schema }) => {
    const given = [
      ...odd,
      ...Object.keys(schema.shape).flatMap((name) => odd.map((value) => ({ [name]: value }))),
    ];
    const said = given.flatMap((value) => Object.values(faults(schema, value)));
    expect(
      said.filter((words) => /invalid|expected|received|too (small|big)|undefined/i.test(words)),
    ).toEqual([]);
    expect(said.length).toBeGreaterThan(odd.length);
  });
});
