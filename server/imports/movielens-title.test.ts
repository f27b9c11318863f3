import { expect, test } from "vitest";
import { parseTitle } from "./movielens-title";

test.each([
  ["Toy Story (1995)", "Toy Story", [], 1995],
  ["Matrix, The (1999) ", "The Matrix", [], 1999],
  [
    "City of Lost Children, The (Cité des enfants perdus, La) (1995)",
    "The City of Lost Children",
    ["La Cité des enfants perdus"],
    1995,
  ],
  ["Seven (a.k.a. Se7en) (1995)", "Seven", ["Se7en"], 1995],
  ["Avventura, L' (Adventure, The) (1960)", "L'Avventura", ["The Adventure"], 1960],
  ["(500) Days of Summer (2009)", "(500) Days of Summer", [], 2009],
  ["Fawlty Towers (1975-1979)", "Fawlty Towers", [], 1975],
  ["2001: A Space Odyssey (1968)", "2001: A Space Odyssey", [], 1968],
])("%s", (given, title, otherTitles, year) => {
  expect(parseTitle(given)).toEqual({ title, otherTitles, year });
});

test.each(["Babylon 5", "", "(1995)", "Film (95)"])("%s has no year", (given) => {
  expect(parseTitle(given)).toBeNull();
});
