import { describe, expect, test } from "vitest";
import type { MovieDetail } from "@/server/catalog/schema";
import { draftFrom, patchOf, rebase } from "./edit";

const solaris: MovieDetail = {
  id: 1,
  slug: "solaris-1972",
  title: "Solaris",
  originalTitle: "Солярис",
  year: 1972,
  releaseDate: "1972-03-20",
  runtimeMinutes: 167,
  certificate: null,
  synopsis: "An ocean thinks.",
  genres: ["drama"],
  countries: ["SU"],
  directors: ["Andrei Tarkovsky"],
  cast: [
    { name: "Natalya Bondarchuk", role: null },
    { name: "Donatas Banionis", role: null },
  ],
  keywords: ["ocean", "space station"],
  posterUrl: null,
  score: null,
  votes: 0,
  plainMean: null,
  position: null,
  createdAt: "2026-11-23T00:00:00.000Z",
  updatedAt: "2026-11-23T00:00:00.000Z",
  ranks: [],
  stats: { ownVotes: 0, importedVotes: 0, importedMean: null, weight: 0, interval: null },
  histogram: [],
};
const base = draftFrom(solaris);
const opened = { version: 1, base, draft: base };

describe("patchOf", () => {
  test("is nothing where nothing was changed", () => {
    expect(patchOf(opened)).toBeNull();
  });

  test("holds what was changed, and what was emptied as null or an empty list", () => {
    const draft = { ...base, runtimeMinutes: "", keywords: "Ocean, grief", cast: "" };
    expect(patchOf({ ...opened, draft })?.data).toEqual({
      runtimeMinutes: null,
      keywords: ["Ocean", "grief"],
      cast: [],
    });
  });

  test("an emptied year is refused, not left alone", () => {
    const faults = patchOf({ ...opened, draft: { ...base, year: "" } })?.error?.issues;
    expect(faults?.map(({ path }) => path)).toEqual([["year"]]);
  });
});

describe("rebase", () => {
  const typed = { ...base, synopsis: "A planet remembers.", runtimeMinutes: "166" };
  const changed = { ...solaris, synopsis: "A planet dreams.", keywords: ["ocean"], runtimeMinutes: 166 };
  const merged = rebase({ version: 1, base, draft: typed }, changed, 2);

  test("keeps what was typed, takes what others changed elsewhere, and says what both changed", () => {
    expect(merged.edit.draft).toEqual({ ...typed, keywords: "ocean" });
    expect(merged.taken).toEqual(["keywords"]);
    expect(merged.disputed).toEqual([{ name: "synopsis", theirs: "A planet dreams." }]);
  });

  test("what is left to save is what differs from the film as it stands now", () => {
    expect(merged.edit.version).toBe(2);
    expect(patchOf(merged.edit)?.data).toEqual({ synopsis: "A planet remembers." });
  });
});
