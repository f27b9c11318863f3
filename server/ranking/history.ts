import { createHash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import { db } from "../db";
import { AppError } from "../errors";
import { Turns } from "../turns";
import { compareKeys, type Prior, type SortKey, scoreMicro } from "./formulas";
import { accumulate, emptyState, fingerprint } from "./lt-hash";

/** Trending's editions can be looked back at and proved for two days: each hour changes all its entries. */
export const TRENDING_DAYS = 2;

/** What an edition was made of. Times are ISO 8601 UTC, weights votes, means points. */
export interface EditionView {
  number: number;
  publishedAt: string;
  reason: string;
  full: boolean;
  formula: string;
  formulaVersion: number;
  parameters: { priorMean: number; priorWeight: number; minimumWeight: number };
  asOf: string;
  inputsHash: string;
  orderHash: string | null;
  total: number;
  changed: number;
  runId: string | null;
}

type EditionRow = NonNullable<Awaited<ReturnType<typeof editionRow>>>;

async function editionRow(slug: string, number: number) {
  return await db().edition.findFirst({
    where: { number, list: { slug } },
    include: { list: { select: { id: true, kind: true } } },
  });
}

function toView(row: Omit<EditionRow, "list">): EditionView {
  return {
    number: row.number,
    publishedAt: row.publishedAt.toISOString(),
    reason: row.reason,
    full: row.full,
    formula: row.formula,
    formulaVersion: row.formulaVersion,
    parameters: {
      priorMean: row.priorMeanMicro / 1e6,
      priorWeight: row.priorWeightMilli / 1e3,
      minimumWeight: row.minimumWeight / 1e3,
    },
    asOf: row.asOf.toISOString(),
    inputsHash: row.inputsHash,
    orderHash: row.orderHash,
    total: row.total,
    changed: row.changed,
    runId: row.runId,
  };
}

/** A list's editions, the newest first; null where there is no such list. */
export async function findEditions(
  slug: string,
  page: number,
  pageSize: number,
): Promise<{ editions: EditionView[]; total: number } | null> {
  const list = await db().list.findUnique({ where: { slug }, select: { id: true, edition: true } });
  if (!list) return null;
  // Numbers have no gaps, so a page is a range of them.
  const highest = list.edition - (page - 1) * pageSize;
  const rows = await db().edition.findMany({
    where: { listId: list.id, number: { lte: highest, gt: highest - pageSize } },
    orderBy: { number: "desc" },
  });
  return { editions: rows.map(toView), total: list.edition };
}

/** One edition; null where there is none. */
export async function findEdition(slug: string, number: number): Promise<EditionView | null> {
  const row = await editionRow(slug, number);
  return row && toView(row);
}

/** Films read and reckoned at a stretch; between stretches other requests have their turn. */
const STRETCH = 1_000;

/** So many past editions are reckoned at once: each holds its whole list. */
const AT_ONCE = 2;

const turns = new Turns(
  { running: AT_ONCE, waiting: 0, patience: 0 },
  () =>
    new AppError("rate-limited", {
      userMessage: "Other past editions are being recomputed just now. Try again in 5 seconds.",
      retryAfter: 5,
    }),
);

interface StoredInput {
  movie_id: number;
  votes: number;
  weight: bigint;
  input_sum: bigint;
  release_key: number;
  removed: boolean;
}

interface Stood extends SortKey {
  votes: number;
  sum: bigint;
}

/**
 * A list's entries as they stood in an edition, in order: the stored inputs under its own parameters.
 * @throws AppError not-found where a decaying list's inputs are not kept any more.
 */
async function entriesAsOf(row: EditionRow): Promise<Stood[]> {
  if (row.list.kind === "trending" && Date.now() - row.publishedAt.getTime() > TRENDING_DAYS * 86_400_000)
    throw new AppError("not-found", {
      userMessage: `A list that changes each hour keeps its inputs for ${TRENDING_DAYS} days; edition ${row.number} is older.`,
    });
  const prior: Prior = row;
  const stood: Stood[] = [];
  for await (const inputs of storedInputs(row.listId, row.number))
    for (const input of inputs)
      if (!input.removed)
        stood.push({
          movieId: input.movie_id,
          scoreKey:
            row.list.kind === "trending"
              ? -(input.input_sum / 1000n)
              : -scoreMicro(input.weight, input.input_sum, prior),
          weightKey: -input.weight,
          releaseKey: input.release_key,
          votes: input.votes,
          sum: input.input_sum,
        });
  return stood.sort(compareKeys);
}

/** A list's inputs as they stood in an edition, by film, a stretch at a time. */
async function* storedInputs(listId: number, edition: number): AsyncGenerator<StoredInput[]> {
  let after = 0;
  for (;;) {
    const inputs = await db().$queryRaw<StoredInput[]>`
      select distinct on (movie_id) movie_id, votes, weight, input_sum, release_key, removed from entry_history
      where list_id = ${listId} and movie_id > ${after} and edition <= ${edition}
      order by movie_id, edition desc limit ${STRETCH}`;
    yield inputs;
    if (inputs.length < STRETCH) return;
    after = inputs.at(-1)?.movie_id ?? after;
  }
}

/** A page of a list as it stood in an edition: film ids in order; null where there was none. */
export async function findEntriesAsOf(
  slug: string,
  number: number,
  page: number,
  pageSize: number,
): Promise<{
  total: number;
  entries: { movieId: number; position: number; scoreMicro: bigint; votes: number }[];
} | null> {
  const row = await editionRow(slug, number);
  if (!row) return null;
  const stood = await turns.take(() => entriesAsOf(row));
  const first = (page - 1) * pageSize;
  return {
    total: stood.length,
    entries: stood.slice(first, first + pageSize).map((entry, at) => ({
      movieId: entry.movieId,
      position: first + at + 1,
      scoreMicro: -entry.scoreKey,
      votes: entry.votes,
    })),
  };
}

interface Proof {
  ok: boolean;
  storedHash: string;
  recomputedHash: string;
}

/**
 * Proves an edition again: its hash from its stored inputs and, for a full one, its order's. Null where
 * there is no such edition.
 * @throws AppError not-found where a decaying list's inputs are not kept any more; rate-limited where others
 * are being proved.
 */
export async function verifyEdition(slug: string, number: number): Promise<Proof | null> {
  const row = await editionRow(slug, number);
  return row && (await turns.take(() => prove(row)));
}

async function prove(row: EditionRow): Promise<Proof> {
  const stood = await entriesAsOf(row);
  const state = emptyState();
  for (const [at, { movieId, votes, weightKey, sum }] of stood.entries()) {
    if (at % STRETCH === 0) await breathe();
    accumulate(state, { movieId, votes, weight: -weightKey, sum }, 1);
  }
  const recomputedHash = fingerprint(state);
  const order = createHash("sha256")
    .update(stood.map((entry) => entry.movieId).join("\n"))
    .digest("hex");
  const sameOrder = row.orderHash === null || row.orderHash === order;
  return { ok: recomputedHash === row.inputsHash && sameOrder, storedHash: row.inputsHash, recomputedHash };
}
