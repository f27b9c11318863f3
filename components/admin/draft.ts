import type { MovieInput } from "@/server/catalog/schema";

/** The add form as it is typed: text, as inputs hold it. Several names stand one a line. */
export interface Draft {
  title: string;
  originalTitle: string;
  year: string;
  releaseDate: string;
  runtimeMinutes: string;
  certificate: string;
  directors: string;
  cast: string;
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
  countries: "",
  genres: [],
  synopsis: "",
  posterUrl: "",
  allowDuplicate: false,
};

const KEY = "marquee:add-film";

/** What was typed before an error, a reload or a lost session; empty where nothing was. */
export function readDraft(): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
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
  } catch {
    return EMPTY;
  }
}

export function keepDraft(draft: Draft): void {
  try {
    if (draft === EMPTY) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(draft));
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
    posterUrl: optional(draft.posterUrl),
    allowDuplicate: draft.allowDuplicate,
  };
}
