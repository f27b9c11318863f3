import { describe, expect, test } from "vitest";
import { plant } from "../../testing/planted";
import { rowOf } from "../maths/vectors";
import { fold, tokensOf } from "../text/tokens";
import type { FilmText } from "./blocks";
import { blockSimilarities, fitContent, projectContent } from "./space";

const { films } = plant(80, 1, 5, 3);

describe("words", () => {
  test.each([
    ["Amélie's Straße, FILMED in Zürich", ["ameli", "straße", "zurich"]],
    ["A film directed by and starring the writer", []],
    ["Robots robotic robot", ["robot", "robot", "robot"]],
    ["", []],
    ["12 <b>x</b> 東京物語", ["東京物語"]],
  ])("of %j are %j", (text, tokens) => {
    expect(tokensOf(text)).toEqual(tokens);
  });

  test("are folded to letters without marks", () => {
    expect(fold("Éàü")).toBe("eau");
  });
});

describe("the content space", () => {
  test("gives vectors of length 1 and width 128, the same for the same seed", () => {
    const vectors = projectContent(films, fitContent(films, 42));
    expect(vectors.width).toBe(128);
    for (let film = 0; film < films.length; film++)
      expect(Math.hypot(...rowOf(vectors, film))).toBeCloseTo(1, 5);
    expect(projectContent(films, fitContent(films, 42)).data).toEqual(vectors.data);
  });

  test("projects a film that comes later as if it had been there, without another fit", () => {
    const space = fitContent(films, 42);
    const all = projectContent(films, space);
    const alone = projectContent(films.slice(7, 8), space);
    expect([...alone.data]).toEqual([...rowOf(all, 7)]);
    const unknown: FilmText = {
      year: 1800,
      genres: [],
      directors: [],
      cast: [],
      keywords: [],
      synopsis: "xyzzy",
    };
    expect([...projectContent([unknown], space).data].every((value) => value === 0)).toBe(true);
  });

  test("says how much each block adds: they sum to the cosine", () => {
    const vectors = projectContent(films, fitContent(films, 42));
    for (const other of [1, 2, 5, 40]) {
      const cosine = rowOf(vectors, 0).reduce(
        (sum, value, k) => sum + value * (rowOf(vectors, other)[k] ?? 0),
        0,
      );
      const parts = blockSimilarities(vectors, 0, other).reduce((sum, { value }) => sum + value, 0);
      expect(parts).toBeCloseTo(cosine, 5);
    }
  });
});
