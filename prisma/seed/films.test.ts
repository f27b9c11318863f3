import { expect, test } from "vitest";
import { keyword } from "@/server/catalog/titles";
import { described, readFilms } from "./films";

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

test("every text of the seed is of a film that is seeded, and of the best-known ones", () => {
  const seeded = new Map(films.map((film) => [`${film.title} (${film.year})`, film]));
  expect(described.filter((key) => !seeded.has(key))).toEqual([]);
  const best = films.toSorted((a, b) => b.sourceVotes - a.sourceVotes).slice(0, 300);
  expect(best.filter(({ synopsis }) => synopsis === null)).toEqual([]);
});

test("a synopsis is one sentence, and no two are the same", () => {
  const synopses = films.flatMap(({ title, synopsis }) => (synopsis === null ? [] : [{ title, synopsis }]));
  for (const { title, synopsis } of synopses) {
    expect(synopsis, title).toMatch(/^[A-Z].{40,160}[^.!?]\.$/);
    expect(synopsis, title).not.toMatch(/[.!?] [A-Z]/);
  }
  expect(new Set(synopses.map(({ synopsis }) => synopsis)).size).toBe(described.length);
});

test("keywords are in lower case, and each stands once", () => {
  for (const { title, keywords } of films)
    expect(keywords, title).toEqual([...new Set(keywords.map(keyword))]);
});
