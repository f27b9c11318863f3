import { setImmediate as breathe } from "node:timers/promises";
import { Prisma } from "@/prisma/generated/client";
import type { Tx } from "../db";
import { FORMULA_VERSION, type Prior } from "./formulas";
import { accumulate, emptyState, fingerprint, type LtHashState } from "./lt-hash";

/** Why an edition was made. */
export type Reason = "votes" | "hourly" | "nightly" | "requested" | "seed";

/** An edition that a publish made. */
export interface Published {
  list: string;
  edition: number;
  /** Films that came into the list, less those that left it. */
  grown: number;
}

/** Keeps the lists' staged inputs with the number of the edition that is being made. */
export async function keepHistory(tx: Tx, lists: number[]): Promise<void> {
  await tx.$executeRaw`/* prepared: keep history */
    insert into entry_history (list_id, movie_id, edition, votes, weight, input_sum, release_key, removed)
    select list_id, movie_id, list.edition + 1, coalesce(votes, 0), coalesce(-weight_key, 0),
      coalesce(input_sum, 0), coalesce(release_key, 0), score_key is null
    from staged_entry join list on list.id = list_id
    where list_id = any(${lists}::int[]) and (votes, weight_key, input_sum, release_key)
      is distinct from (old_votes, old_weight_key, old_input_sum, old_release_key)`;
}

/** What editions are made of. */
export interface Making {
  prior: Prior;
  varianceMicro: number;
  asOf: Date;
  full: boolean;
  reason: Reason;
  runId?: string;
  at: Date;
  /** Fingerprints of the lists' inputs, and of their order where it is a full edition. */
  hashes: ReadonlyMap<number, string>;
  orders: ReadonlyMap<number, string>;
}

/** Numbers the staged lists on and writes what each new edition was made of. */
export async function writeEditions(tx: Tx, made: Making): Promise<Published[]> {
  const ids = [...made.hashes.keys()];
  return await tx.$queryRaw<Published[]>`/* prepared: write editions */
    with changes as (
      select list_id, count(*)::int as changed, (count(*) filter (where old_score_key is null)
        - count(*) filter (where score_key is null))::int as grown
      from staged_entry where list_id = any(${ids}::int[]) group by list_id
    ), numbered as (
      update list set edition = edition + 1, total = total + grown, published_at = ${made.at}
      from changes where list.id = changes.list_id
      returning list.*, changes.changed, changes.grown
    ), written as (
      insert into edition (list_id, number, formula, formula_version, prior_weight_milli, prior_mean_micro,
        variance_micro, minimum_weight, as_of, inputs_hash, order_hash, total, changed, "full", reason,
        run_id, published_at)
      select id, edition, case kind when 'trending' then 'trending' else 'weighted-rating' end,
        ${FORMULA_VERSION}::int, ${made.prior.priorWeightMilli}::int, ${made.prior.priorMeanMicro}::int,
        ${made.varianceMicro}::int, minimum_weight, ${made.asOf}, hashes.inputs, nullif(hashes.order_, ''),
        total, changed, ${made.full}::boolean, ${made.reason}, ${made.runId ?? null}::text, ${made.at}
      from numbered join unnest(${ids}::int[], ${ids.map((id) => made.hashes.get(id) ?? "")}::text[],
        ${ids.map((id) => made.orders.get(id) ?? "")}::text[]) as hashes (list_id, inputs, order_)
        on hashes.list_id = id
    )
    select slug as list, edition, grown from numbered order by id`;
}

interface StagedInput {
  list_id: number;
  movie_id: number;
  old_votes: number | null;
  old_weight_key: bigint | null;
  old_input_sum: bigint | null;
  votes: number | null;
  weight_key: bigint | null;
  input_sum: bigint | null;
}

/** Staged rows in memory at a time. */
const READ_AT_ONCE = 5_000;

/** Rows hashed in one go, some milliseconds' work: the process answers requests in between. */
const HASHED_AT_ONCE = 100;

/** Brings the lists' set hashes to what is staged. @returns each list's fingerprint. */
export async function hashStaged(tx: Tx, lists: number[]): Promise<Map<number, string>> {
  const held = await tx.listHash.findMany({ where: { listId: { in: lists } } });
  const states = new Map(held.map((row) => [row.listId, row.state]));
  return await hash(tx, lists, states, STAGED);
}

/** Computes lists' set hashes anew from their entries as they stand, before what is staged is applied. */
export async function rehash(tx: Tx, lists: number[]): Promise<void> {
  if (lists.length > 0) await hash(tx, lists, new Map(), STANDING);
}

/** Which lists' set hashes aren't those that their last editions were published with. */
export async function findMishashed(tx: Tx, lists: number[]): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number; published: string; state: LtHashState | null }[]>`
    select list.id, edition.inputs_hash as published, state
    from list join edition on edition.list_id = list.id and edition.number = list.edition
      left join list_hash on list_hash.list_id = list.id
    where list.id = any(${lists}::int[])`;
  return rows
    .filter(({ published, state }) => fingerprint(state ?? emptyState()) !== published)
    .map(({ id }) => id);
}

/** Rows to hash, and the comment that has their statement prepared. */
interface Source {
  name: Prisma.Sql;
  rows: Prisma.Sql;
}

const STAGED: Source = {
  name: Prisma.sql`/* prepared: staged inputs */`,
  rows: Prisma.sql`select * from staged_entry
    where (old_votes, old_weight_key, old_input_sum) is distinct from (votes, weight_key, input_sum)`,
};

const STANDING: Source = {
  name: Prisma.empty,
  rows: Prisma.sql`select list_id, movie_id, null::int as old_votes, null::bigint as old_weight_key,
      null::bigint as old_input_sum, votes, weight_key, input_sum
    from list_entry`,
};

/** Takes rows into lists' states, and keeps them. @returns each list's fingerprint. */
async function hash(
  tx: Tx,
  lists: number[],
  states: Map<number, LtHashState>,
  { name, rows }: Source,
): Promise<Map<number, string>> {
  let at = { list_id: 0, movie_id: 0 };
  for (let read = READ_AT_ONCE; read === READ_AT_ONCE; ) {
    const inputs: StagedInput[] = await tx.$queryRaw`${name}
      select list_id, movie_id, old_votes, old_weight_key, old_input_sum, votes, weight_key, input_sum
      from (${rows}) inputs where list_id = any(${lists}::int[])
        and (list_id, movie_id) > (${at.list_id}::int, ${at.movie_id}::int)
      order by list_id, movie_id limit ${READ_AT_ONCE}`;
    for (const [index, row] of inputs.entries()) {
      const state = states.get(row.list_id) ?? emptyState();
      states.set(row.list_id, state);
      hashInto(state, row);
      if (index % HASHED_AT_ONCE === HASHED_AT_ONCE - 1) await breathe();
    }
    at = inputs.at(-1) ?? at;
    read = inputs.length;
  }
  const hashed = lists.map((id) => ({ id, state: states.get(id) ?? emptyState() }));
  const encoded = hashed.map(({ state }) => Buffer.from(state).toString("base64"));
  await tx.$executeRaw`/* prepared: keep hashes */
    insert into list_hash (list_id, state)
    select list_id, decode(state, 'base64') from unnest(${lists}::int[], ${encoded}::text[]) as fresh (list_id, state)
    on conflict (list_id) do update set state = excluded.state`;
  return new Map(hashed.map(({ id, state }) => [id, fingerprint(state)]));
}

/** Takes what a film was out of a list's hash, and puts in what it is. */
function hashInto(state: LtHashState, row: StagedInput): void {
  const movieId = row.movie_id;
  if (row.old_votes !== null && row.old_weight_key !== null && row.old_input_sum !== null)
    accumulate(
      state,
      { movieId, votes: row.old_votes, weight: -row.old_weight_key, sum: row.old_input_sum },
      -1,
    );
  if (row.votes !== null && row.weight_key !== null && row.input_sum !== null)
    accumulate(state, { movieId, votes: row.votes, weight: -row.weight_key, sum: row.input_sum }, 1);
}

/** The sha256 of each list's whole order: movie ids, one a line. */
export async function orderHashes(tx: Tx, lists: number[]): Promise<Map<number, string>> {
  const rows = await tx.$queryRaw<{ list_id: number; hash: string }[]>`
    select list_id, encode(sha256(convert_to(string_agg(movie_id::text, E'\\n'
      order by score_key, weight_key, release_key, movie_id), 'UTF8')), 'hex') as hash
    from list_entry where list_id = any(${lists}::int[]) group by list_id`;
  return new Map(rows.map((row) => [row.list_id, row.hash]));
}
