import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decadeOf, genreName, personSlug, slugFor, titleKey } from "./titles";

describe("titleKey", () => {
  test.each([
    ["The Third Man", "the third man"],
    ["  the  THIRD   man ", "the third man"],
    ["Amélie", "amelie"],
    ["Sex, Lies & Videotape", "sex lies and videotape"],
    ["Schindler's List", "schindlers list"],
    ["Schindler’s List", "schindlers list"],
    ["Æon Flux", "aeon flux"],
    ["Das weiße Band", "das weisse band"],
    ["Spider-Man: No Way Home", "spider man no way home"],
    ["東京物語", "東京物語"],
    ["1984", "1984"],
    ["???", "???"],
  ])("%s is %s", (title, key) => {
    expect(titleKey(title)).toBe(key);
  });

  test("keeps vowel signs apart that are marks in other scripts", () => {
    expect(titleKey("की")).not.toBe(titleKey("का"));
  });

  test("is the same for itself, short enough for an index, and fit for PostgreSQL, whatever the title", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (title) => {
        const key = titleKey(title);
        expect(titleKey(key)).toBe(key);
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(800);
        expect(key).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      }),
    );
  });
});

describe("slugFor", () => {
  test.each([
    ["The Third Man", 1949, 1, "the-third-man-1949"],
    ["The Third Man", 1949, 2, "the-third-man-2-1949"],
    ["1984", 1984, 1, "1984-1984"],
    ["東京物語", 1953, 1, "film-1953"],
    ["東京物語", 1953, 2, "film-2-1953"],
  ])("%s (%i), copy %i, is at %s", (title, year, copy, slug) => {
    expect(slugFor(title, year, copy)).toBe(slug);
  });

  test("is words, hyphens and a year at the end, so that no address is all digits", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 400 }),
        fc.integer({ min: 1878, max: 2100 }),
        (title, year) => {
          expect(slugFor(title, year)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
          expect(slugFor(title, year).endsWith(`-${year}`)).toBe(true);
          expect(slugFor(title, year).length).toBeLessThan(140);
        },
      ),
    );
  });
});

test("people without Latin letters have addresses of their own", () => {
  expect(personSlug("José Ferrer")).toBe("jose-ferrer");
  expect(personSlug("黒澤 明")).toMatch(/^person-[0-9a-f]{12}$/);
  expect(personSlug("黒澤 明")).not.toBe(personSlug("黒澤 清"));
});

test("genres and decades", () => {
  expect(genreName("science-fiction")).toBe("Science Fiction");
  expect([decadeOf(1949), decadeOf(1950), decadeOf(2009)]).toEqual([1940, 1950, 2000]);
});
