import { expect, test } from "vitest";
import { readFilms } from "./films";

const today = new Date("2026-11-23T00:00:00Z");
const { films, read, skipped, repaired } = readFilms(today);
const titled = (title: string) => films.filter((film) => film.title === title);

test("every film of the data set is read, and taken or skipped with its reason", () => {
  expect(read).toBe(3_201);
  expect(films.length + skipped.length).toBe(3_201);
  expect(skipped.filter(({ reason }) => reason === "it has no title")).toHaveLength(1);
  for (const { film, reason } of skipped) expect([film, reason]).not.toContain("");
});

test.each(["300", "1776"])("%s is a title, though a number in the data", (title) => {
  expect(titled(title)).toHaveLength(1);
});

test("no film is of the future: two digits of a year were read as this century's", () => {
  const day = today.toISOString().slice(0, 10);
  expect(films.filter(({ releaseDate }) => releaseDate > day)).toEqual([]);
  const backdated = repaired.filter(({ reason }) => reason.startsWith("its release date lay in "));
  expect(backdated.length).toBeGreaterThan(0);
  for (const { film, reason } of backdated) {
    const year = Number(reason.slice(-4)) - 100;
    expect(
      [...films, ...skipped].some((one) => "title" in one && one.year === year),
      film,
    ).toBe(true);
  }
});

test("a film of one title and year is taken once", () => {
  const keys = films.map(({ titleKey, year }) => `${titleKey}|${year}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(films.map(({ slug }) => slug)).size).toBe(films.length);
  const refused = skipped.filter(({ reason }) => reason.includes("there already"));
  expect(refused.length).toBe(skipped.length - 1);
});
