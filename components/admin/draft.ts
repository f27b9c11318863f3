import type { MovieInput } from "@/server/catalog/schema";

/** A film's form as it is typed: text, as inputs hold it. Several names stand one a line, keywords with commas. */
export interface Draft {
  title: string;
  originalTitle: string;
  year: string;
  releaseDate: string;
  runtimeMinutes: string;
  certificate: string;
  directors: string;
  cast: string;
  keywords: string;
  countries: string;
  genres: string[];
  synopsis: string;
  posterUrl: string;
  allowDuplicate: boolean;
}

export const EMPTY: Draft = {
  title: "",
  originalTitle: "",
  year: "",
  releaseDate: "",
  runtimeMinutes: "",
  certificate: "",
  directors: "",
  cast: "",
  keywords: "",
  countries: "",
  genres: [],
  synopsis: "",
  posterUrl: "",
  allowDuplicate: false,
};

/** Where the add form keeps what is typed. */
const KEY = "marquee:add-film";

/** Of something kept by a browser, the fields that a draft has. */
function draftOf(kept: unknown): Draft {
  if (typeof kept !== "object" || kept === null) return EMPTY;
  const fields = Object.entries(kept).filter(([name, value]) => {
    const standing = Object.entries(EMPTY).find(([each]) => each === name)?.[1];
    return (
      standing !== undefined &&
      typeof value === typeof standing &&
      Array.isArray(value) === Array.isArray(standing)
    );
  });
  return { ...EMPTY, ...Object.fromEntries(fields) };
}

/** What was typed before an error, a reload or a lost session; empty where nothing was. */
export function readDraft(): Draft {
  try {
    return draftOf(JSON.parse(sessionStorage.getItem(KEY) ?? "null"));
  } catch {
    return EMPTY;
  }
}

export function keepDraft(draft: Draft): void {
  keep(KEY, draft === EMPTY ? null : draft);
}

/** A film that is being changed: what it was when the form was opened, at which version, and what is typed now. */
export interface Edit {
  version: number;
  base: Draft;
  draft: Draft;
}

const editKey = (id: number) => `marquee:edit-film:${id}`;

/** What was typed to change a film before a reload or a lost session; null where nothing was. */
export function readEdit(id: number): Edit | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(editKey(id)) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    if (!("version" in kept && "base" in kept && "draft" in kept)) return null;
    if (typeof kept.version !== "number") return null;
    return { version: kept.version, base: draftOf(kept.base), draft: draftOf(kept.draft) };
  } catch {
    return null;
  }
}

export function keepEdit(id: number, edit: Edit | null): void {
  keep(editKey(id), edit);
}

function keep(key: string, value: unknown): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing still holds the form while the page stands.
  }
}

function optional(text: string): string | null {
  return text.trim() || null;
}

function number(text: string): number | null {
  return text.trim() ? Number(text) : null;
}

function lines(text: string): string[] {
  return text
    .split(/\n/)
    .map((each) => each.trim())
    .filter(Boolean);
}

/** The draft as `movieInput` takes it; a missing year is left out, so that its error says so. */
export function inputOf(draft: Draft): Omit<MovieInput, "year"> & { year?: number } {
  const year = number(draft.year);
  return {
    title: draft.title,
    originalTitle: optional(draft.originalTitle),
    ...(year !== null && { year }),
    releaseDate: optional(draft.releaseDate),
    runtimeMinutes: number(draft.runtimeMinutes),
    certificate: optional(draft.certificate),
    synopsis: optional(draft.synopsis),
    genres: draft.genres,
    countries: draft.countries
      .split(/[\s,]+/)
      .map((each) => each.toUpperCase())
      .filter(Boolean),
    directors: lines(draft.directors),
    cast: lines(draft.cast),
    keywords: draft.keywords
      .split(/[,\n]/)
      .map((each) => each.trim())
      .filter(Boolean),
    posterUrl: optional(draft.posterUrl),
    allowDuplicate: draft.allowDuplicate,
  };
}
