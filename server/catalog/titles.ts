import { createHash } from "node:crypto";

/** Latin letters that Unicode does not decompose. */
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ı: "i",
};

/** The longest key and slug kept, in characters: an index entry has room for them however they are written. */
const KEY_LENGTH = 200;
const SLUG_LENGTH = 120;

/** Trims a line and folds its inner white space. */
export function tidy(line: string): string {
  return line.trim().replace(/\s+/gu, " ");
}

/** A keyword as it is kept: one line, lower case. */
export function keyword(word: string): string {
  return tidy(word).toLowerCase();
}

/**
 * What two spellings of one title have in common: lower case, no accents, punctuation folded to single
 * spaces, articles kept. Marks are dropped from European letters only; in other scripts they are vowels.
 * A title of punctuation alone is its own key.
 */
export function titleKey(title: string): string {
  const folded = title
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[ßæœøđðþłı]/g, (letter) => UNDECOMPOSED[letter] ?? letter)
    .normalize("NFC")
    .replace(/&/g, " and ")
    .replace(/['’ʼ`]/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
  return shorten(folded || tidy(title.replace(/[\p{Cc}\p{Cs}]/gu, " ")), KEY_LENGTH);
}

/**
 * A film's address: "the-third-man-1949", and "the-third-man-2-1949" for the second of that title and
 * year. It ends in the year after a hyphen, so it is never all digits, as ids are.
 */
export function slugFor(title: string, year: number, copy = 1): string {
  return [words(titleKey(title)) || "film", ...(copy > 1 ? [copy] : []), year].join("-");
}

/** A person's address; people without Latin letters in their names get one made from the name's digest. */
export function personSlug(name: string): string {
  const key = titleKey(name);
  const slug = words(key);
  const lossless = slug.length > 0 && !/[^\p{ASCII}]/u.test(key) && !/^\d+$/.test(slug);
  return lossless ? slug : `person-${createHash("sha256").update(key).digest("hex").slice(0, 12)}`;
}

/** A genre's name from its slug: "science-fiction" is "Science Fiction". */
export function genreName(slug: string): string {
  return slug
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}

/** The first year of a year's decade. */
export function decadeOf(year: number): number {
  return Math.floor(year / 10) * 10;
}

function words(key: string): string {
  return shorten(key.replace(/[^a-z0-9]+/g, " ").trim(), SLUG_LENGTH).replaceAll(" ", "-");
}

/** Cuts at a character, never within one. */
function shorten(text: string, most: number): string {
  return text.length <= most ? text : Array.from(text).slice(0, most).join("").trim();
}
