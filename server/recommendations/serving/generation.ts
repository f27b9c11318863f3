import { db } from "../../db";
import { ialsOf } from "../collaborative/fold-in";
import { IALS } from "../collaborative/ials";
import { itemKnnOf } from "../collaborative/item-knn";
import type { Prior } from "../collaborative/prior";
import { type Collaborative, nobodyOf } from "../collaborative/taste";
import { CONTENT_WIDTH } from "../content/blocks";
import { centred } from "../content/centred";
import type { ContentSpace } from "../content/space";
import { type Sparse, sparseOf } from "../maths/sparse";
import { type Dense, zeros } from "../maths/vectors";
import {
  readContentSpace,
  readGram,
  readNeighbours,
  readPrior,
  type StoredNeighbours,
} from "../training/artifacts";
import { type FilmVector, readVectors } from "../training/vectors";
import type { Source } from "./recommend";

/** A published model in memory; films are columns, in the order in which their vectors were written. */
export interface Generation {
  modelId: number;
  revision: bigint;
  /** Column of a film's id. */
  columns: Map<number, number>;
  content: Dense;
  cf: Dense;
  likes: Int32Array;
  popular: Float32Array;
  ids: Int32Array;
  space: ContentSpace;
  prior: Prior | null;
  source: Source;
}

type Held = Omit<Generation, "source"> & {
  kind: Collaborative["kind"];
  people: number;
  gram: Float64Array | null;
  neighbours: StoredNeighbours | null;
};

let held: (Held & { source: Source }) | null = null;

/** The published model, with what was written of it since the last call; null before the first is published. */
export async function standingGeneration(): Promise<Generation | null> {
  const model = await db().recModel.findFirst({
    where: { status: "published" },
    select: { id: true, kind: true, people: true },
  });
  if (!model) {
    held = null;
    return null;
  }
  const base = held?.modelId === model.id ? held : await begin(model);
  const { vectors, revision } = await readVectors(model.id, base.revision);
  if (vectors.length > 0 || !("source" in base)) held = withSource(merge(base, vectors, revision));
  return held;
}

async function begin(model: {
  id: number;
  kind: "ials_cp" | "item_knn" | "content";
  people: number;
}): Promise<Held> {
  const ials = model.kind === "ials_cp";
  const knn = model.kind === "item_knn" ? await readNeighbours(model.id) : null;
  return {
    modelId: model.id,
    kind: ials ? "ials-cp" : knn ? "item-knn" : "content",
    people: model.people,
    revision: 0n,
    columns: new Map(),
    content: zeros(0, CONTENT_WIDTH),
    cf: zeros(0, IALS.width),
    likes: new Int32Array(),
    popular: new Float32Array(),
    ids: new Int32Array(),
    space: await readContentSpace(model.id),
    prior: ials ? await readPrior(model.id) : null,
    gram: ials ? await readGram(model.id) : null,
    neighbours: knn,
  };
}

/** Films' vectors over those that are there, new ones after them. */
function merge(base: Held, vectors: readonly Omit<FilmVector, "madeFrom">[], revision: bigint): Held {
  const columns = new Map(base.columns);
  for (const { movieId } of vectors) if (!columns.has(movieId)) columns.set(movieId, columns.size);
  const grown = (matrix: Dense) => {
    const result = zeros(columns.size, matrix.width);
    result.data.set(matrix.data);
    return result;
  };
  const content = grown(base.content);
  const cf = grown(base.cf);
  const likes = new Int32Array(columns.size);
  likes.set(base.likes);
  const popular = new Float32Array(columns.size);
  popular.set(base.popular);
  for (const vector of vectors) {
    const at = columns.get(vector.movieId) ?? 0;
    content.data.set(vector.content, at * content.width);
    cf.data.set(vector.cf, at * cf.width);
    likes[at] = vector.likes;
    popular[at] = vector.popular;
  }
  const ids = Int32Array.from(columns.keys());
  return { ...base, columns, content, cf, likes, popular, ids, revision };
}

function withSource(generation: Held): Held & { source: Source } {
  const { ids, content, likes, people, popular } = generation;
  const popularity = Float32Array.from(likes, (count) => count / Math.max(1, people));
  const collaborative = collaborativeOf(generation);
  return { ...generation, source: { ids, popular, popularity, collaborative, content: centred(content) } };
}

function collaborativeOf({ cf, gram, neighbours, columns, ids }: Held): Collaborative {
  if (gram) return ialsOf(cf, gram, IALS);
  return neighbours ? itemKnnOf(renumbered(neighbours, columns)) : nobodyOf(ids.length);
}

/** Neighbours by the columns that films have here instead of those of the training. */
function renumbered({ movieIds, ...matrix }: StoredNeighbours, columns: ReadonlyMap<number, number>): Sparse {
  const lines = Array.from({ length: columns.size }, () => new Int32Array());
  const values = Array.from({ length: columns.size }, () => new Float32Array());
  for (const [row, id] of movieIds.entries()) {
    const at = columns.get(id);
    if (at === undefined) continue;
    const [from, to] = [matrix.starts[row] ?? 0, matrix.starts[row + 1] ?? 0];
    const kept = [...matrix.indices.subarray(from, to)].flatMap((other, place) => {
      const column = columns.get(movieIds[other] ?? 0);
      return column === undefined ? [] : [{ column, value: matrix.values[from + place] ?? 0 }];
    });
    lines[at] = Int32Array.from(kept, ({ column }) => column);
    values[at] = Float32Array.from(kept, ({ value }) => value);
  }
  return sparseOf(lines, columns.size, values);
}
