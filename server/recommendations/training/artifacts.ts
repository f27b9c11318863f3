import { deserialize, serialize } from "node:v8";
import { z } from "zod";
import { db } from "../../db";
import type { Prior } from "../collaborative/prior";
import type { ContentSpace } from "../content/space";
import type { Sparse } from "../maths/sparse";

/** What of a model lies in rec_artifact: Node's structured serialisation, checked when it is read. */
const floats = z.instanceof(Float32Array);
const whole = z.instanceof(Int32Array);

const schemas = {
  content: z.array(z.object({ terms: z.array(z.string()), idf: floats, width: z.int(), projection: floats })),
  prior: z.object({ rows: z.int(), width: z.int(), data: floats }),
  gram: z.instanceof(Float64Array),
  neighbours: z.object({
    movieIds: whole,
    rows: z.int(),
    columns: z.int(),
    starts: whole,
    indices: whole,
    values: floats,
  }),
} as const;

type Name = keyof typeof schemas;

async function write<Key extends Name>(modelId: number, name: Key, value: z.input<(typeof schemas)[Key]>) {
  const data = new Uint8Array(serialize(value));
  await db().recArtifact.upsert({
    where: { modelId_name: { modelId, name } },
    create: { modelId, name, data },
    update: { data },
    select: { name: true },
  });
}

async function read(modelId: number, name: Name): Promise<unknown> {
  const row = await db().recArtifact.findUnique({ where: { modelId_name: { modelId, name } } });
  return row && deserialize(row.data);
}

export async function writeContentSpace(modelId: number, space: ContentSpace): Promise<void> {
  const blocks = space.map(({ vocabulary, projection }) => ({
    terms: [...vocabulary.terms.keys()],
    idf: new Float32Array(vocabulary.idf),
    width: projection.width,
    projection: new Float32Array(projection.data),
  }));
  await write(modelId, "content", blocks);
}

/** @throws ZodError where the model has none, or another one than this code knows. */
export async function readContentSpace(modelId: number): Promise<ContentSpace> {
  return schemas.content.parse(await read(modelId, "content")).map(({ terms, idf, width, projection }) => ({
    vocabulary: { terms: new Map(terms.map((term, at) => [term, at])), idf },
    projection: { rows: terms.length, width, data: projection },
  }));
}

export async function writePrior(modelId: number, { weights }: Prior): Promise<void> {
  const { rows, width, data } = weights;
  await write(modelId, "prior", { rows, width, data: new Float32Array(data) });
}

export async function readPrior(modelId: number): Promise<Prior> {
  return { weights: schemas.prior.parse(await read(modelId, "prior")) };
}

export async function writeGram(modelId: number, gram: Float64Array): Promise<void> {
  await write(modelId, "gram", new Float64Array(gram));
}

export async function readGram(modelId: number): Promise<Float64Array> {
  return schemas.gram.parse(await read(modelId, "gram"));
}

/** Neighbours by film; rows and columns are these films. */
export interface StoredNeighbours extends Sparse {
  movieIds: Int32Array;
}

export async function writeNeighbours(modelId: number, neighbours: StoredNeighbours): Promise<void> {
  const { movieIds, rows, columns, starts, indices, values } = neighbours;
  await write(modelId, "neighbours", {
    movieIds: new Int32Array(movieIds),
    rows,
    columns,
    starts: new Int32Array(starts),
    indices: new Int32Array(indices),
    values: new Float32Array(values),
  });
}

export async function readNeighbours(modelId: number): Promise<StoredNeighbours> {
  return schemas.neighbours.parse(await read(modelId, "neighbours"));
}
