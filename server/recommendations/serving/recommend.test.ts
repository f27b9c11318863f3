import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plant } from "../../testing/planted";
import { IALS } from "../collaborative/ials";
import { centred } from "../content/centred";
import { fitContent, projectContent } from "../content/space";
import { popularityOf } from "../evaluation/score";
import { likesOf } from "../evaluation/split";
import { columnsOf } from "../maths/sparse";
import { trainCollaborative } from "../training/model";
import { recommend } from "./recommend";

const { films, people } = plant(90, 70, 15, 9);
const ids = Int32Array.from({ length: 90 }, (_, film) => 1_000 + film);
const likes = likesOf(people, 90, 8);
const content = projectContent(films, fitContent(films, 42));
const { collaborative } = trainCollaborative(likes, content, ids, { ...IALS, width: 16 });
const popularity = popularityOf(likes);
const source = { ids, collaborative, content: centred(content), popularity, popular: popularity };

describe("a list", () => {
  test("explains each film: what is popular and what the liked films add sum to its score", () => {
    fc.assert(
      fc.property(fc.nat(69), fc.double({ min: 0, max: 1, noNaN: true }), (person, crowd) => {
        const liked = columnsOf(likes, person);
        for (const one of recommend(source, { liked, hidden: liked, crowd })) {
          const parts = [...one.crowd, ...one.content].reduce((sum, term) => sum + term, one.popular);
          expect(parts).toBeCloseTo(one.score, 6);
        }
      }),
      { numRuns: 15 },
    );
  });

  test("never holds what is hidden, nor a film twice", () => {
    const hidden = [0, 5, 10, 11];
    const list = recommend(source, { liked: columnsOf(likes, 3), hidden, crowd: 0.5 }).map(
      ({ film }) => film,
    );
    expect(list).toHaveLength(86);
    expect(new Set(list).size).toBe(86);
    for (const film of hidden) expect(list).not.toContain(film);
  });

  test("for somebody who likes nothing yet begins with what is popular", () => {
    const [first] = recommend(source, { liked: new Int32Array(), hidden: [], crowd: 0.5 });
    expect(popularity[first?.film ?? 0]).toBe(Math.max(...popularity));
    expect(first?.popular).toBe(first?.score);
  });

  test("is made of the crowd alone at one end of the slider, of content alone at the other", () => {
    const liked = columnsOf(likes, 4);
    const sums = (crowd: number) => {
      const list = recommend(source, { liked, hidden: [], crowd });
      const sum = (name: "crowd" | "content") =>
        list.flatMap((one) => [...one[name]].map(Math.abs)).reduce((a, b) => a + b, 0);
      return { crowd: sum("crowd"), content: sum("content") };
    };
    expect(sums(1).content).toBe(0);
    expect(sums(0).crowd).toBe(0);
    expect(sums(0.5).crowd * sums(0.5).content).toBeGreaterThan(0);
  });
});
