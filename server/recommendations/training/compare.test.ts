import { expect, test, vi } from "vitest";
import { plant } from "../../testing/planted";
import { IALS } from "../collaborative/ials";
import { fitContent, projectContent } from "../content/space";
import { mulberry32 } from "../maths/random";
import { rowOf, zeros } from "../maths/vectors";
import type { GateCheck } from "../schema";
import { compare } from "./compare";
import { trainCollaborative } from "./model";
import { trialsOf } from "./trials";

vi.setConfig({ testTimeout: 60_000 });

const planted = plant(200, 300, 15, 9);
const movieIds = Int32Array.from(planted.films.keys(), (film) => film + 1);
const trials = trialsOf({ people: planted.people, movieIds });
const content = projectContent(planted.films, fitContent(planted.films, IALS.seed));
const standing = { content, parameters: IALS, train: trainCollaborative };

/** What a vocabulary gone wrong gives: vectors that have nothing to do with their films. */
function unrelated() {
  const random = mulberry32(5);
  const order = [...movieIds.keys()].sort(() => random() - 0.5);
  const result = zeros(content.rows, content.width);
  for (const [film, other] of order.entries()) result.data.set(rowOf(content, other), film * content.width);
  return result;
}

const refusedBy = (checks: GateCheck[]) => checks.filter(({ passed }) => !passed).map(({ name }) => name);

test("a candidate with the standing settings passes", () => {
  const { metrics, checks } = compare(trials, standing, standing);
  expect(refusedBy(checks)).toEqual([]);
  expect(metrics?.own).toEqual(metrics?.standing);
});

test("a vocabulary that says less of the films than the standing one is refused", () => {
  const { checks } = compare(trials, { ...standing, content: unrelated() }, standing);
  expect(refusedBy(checks)).toContain("Content alone, NDCG@10 beside the standing vocabulary");
});

test("parameters that are worse than the standing model's are refused", () => {
  const { checks } = compare(trials, { ...standing, parameters: { ...IALS, width: 1 } }, standing);
  expect(refusedBy(checks)).toContain("NDCG@10 beside the standing model");
});
