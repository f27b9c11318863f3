import { tags } from "../cache-tags";
import type { Tx } from "../db";
import { countStaged, rebuildBlocks } from "./blocks";
import { applyStaged, type Reckoning, stageChanges } from "./changes";
import { FORMULA_VERSION, PRIOR_WEIGHT_MILLI } from "./formulas";
import { accumulate, emptyState, fingerprint } from "./lt-hash";
import { recordMovements } from "./movements";
import { type Films, measurePrior, refreshStats } from "./stats";

/** Why an edition was made. */
export type Reason = "votes" | "hourly" | "nightly" | "requested" | "seed";

/** An edition that a publish made. */
export interface Published {
  list: string;
  edition: number;
}

interface Options {
  reason: Reason;
  runId?: string;
  /** When the edition counts as published; the seed's lie in the past. */
  at: Date;
}

/** Most films that one refresh takes on; the rest wait for the next, which follows at once. */
const REFRESH_LIMIT = 2_000;

/** The start of the hour. */
function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
}

/**
 * Publishing is one transaction under this lock, so that editions follow one another whoever makes them.
 * Readers and votes never wait for it.
 */
async function lock(tx: Tx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('marquee: publish'))`;
}

/**
 * Publishes what the votes since the last refresh changed: drains the dirty films, recomputes their stats
 * from their rows and their keys in every list they belong to, and makes an edition of each list in which
 * something moved. C and m stay those of the last full edition.
 * @returns the editions made, the films drained and whether more are waiting.
 */
export async function publishChanges(
  tx: Tx,
  options: Options,
): Promise<{ published: Published[]; films: number[]; more: boolean }> {
  await lock(tx);
  const standing = await tx.rankingState.findUnique({ where: { id: 1 } });
  if (!standing) {
    const { published } = await publishFull(tx, options);
    return { published, films: [], more: false };
  }
  const drained = await tx.$queryRaw<{ movie_id: number }[]>`
    delete from dirty_movie where id in (select id from dirty_movie order by id limit ${REFRESH_LIMIT})
    returning movie_id`;
  const films = [...new Set(drained.map((note) => note.movie_id))];
  if (films.length === 0) return { published: [], films, more: false };
  await refreshStats(tx, films);
  const reckoning = { prior: standing, asOf: standing.trendingAsOf };
  const published = await publish(tx, films, reckoning, standing.varianceMicro, options);
  await markStale(tx, published, films);
  return { published, films, more: drained.length === REFRESH_LIMIT };
}

/**
 * A full edition: everything from the raw rows, with a new C where all lists are made. What the standing
 * stats held otherwise is repaired and counted: after a drained queue that count must be 0.
 * @param list only this list; all when absent.
 */
export async function publishFull(
  tx: Tx,
  options: Options & { list?: string; until?: Date },
): Promise<{ published: Published[]; repaired: number }> {
  await lock(tx);
  const chosen = await tx.list.findMany({
    where: options.list ? { slug: options.list } : {},
    select: { id: true },
  });
  const drained = await tx.$queryRaw<{ movie_id: number }[]>`delete from dirty_movie returning movie_id`;
  const known = [...new Set(drained.map((note) => note.movie_id))];
  if (known.length > 0) await refreshStats(tx, known, options.until);
  const repaired = await refreshStats(tx, "all", options.until);
  const held = await tx.rankingState.findUnique({ where: { id: 1 } });
  const state = {
    ...(options.list && held ? held : await measurePrior(tx)),
    priorWeightMilli: PRIOR_WEIGHT_MILLI,
    trendingAsOf: options.list && held ? held.trendingAsOf : hourOf(options.at),
    computedAt: options.at,
  };
  await tx.rankingState.upsert({ where: { id: 1 }, create: { id: 1, ...state }, update: state });
  // A list of its own can't take the drained films' changes to the others: they stay noted.
  if (options.list && known.length > 0)
    await tx.dirtyMovie.createMany({ data: known.map((movieId) => ({ movieId })) });
  const reckoning: Reckoning = {
    prior: state,
    asOf: state.trendingAsOf,
    lists: chosen.map((list) => list.id),
    ...(options.until ? { until: options.until } : {}),
  };
  const published = await publish(tx, "all", reckoning, state.varianceMicro, options);
  await markStale(tx, published, []);
  return { published, repaired };
}

/** Brings the decaying lists to this hour. */
export async function publishTrending(tx: Tx, options: Options): Promise<Published[]> {
  await lock(tx);
  const state = await tx.rankingState.findUnique({ where: { id: 1 } });
  if (!state) return (await publishFull(tx, options)).published;
  const asOf = hourOf(options.at);
  await tx.rankingState.update({ where: { id: 1 }, data: { trendingAsOf: asOf } });
  const lists = await tx.list.findMany({ where: { kind: "trending" }, select: { id: true } });
  const reckoning = { prior: state, asOf, lists: lists.map((list) => list.id) };
  const published = await publish(tx, "all", reckoning, state.varianceMicro, options);
  await markStale(tx, published, []);
  return published;
}

/** Stages, keeps movements and history, applies, counts, and writes the editions. */
async function publish(
  tx: Tx,
  films: Films,
  reckoning: Reckoning,
  varianceMicro: number,
  options: Options,
): Promise<Published[]> {
  if ((await stageChanges(tx, films, reckoning)) === 0) return [];
  const full = films === "all";
  const touched = await tx.$queryRaw<Touched[]>`
    select list.id, list.slug, list.kind::text as kind, list.edition, list.minimum_weight, count(*)::int as changed,
      (count(*) filter (where old_score_key is null) - count(*) filter (where score_key is null))::int as grown
    from staged_entry join list on list.id = list_id group by list.id`;
  await recordMovements(tx, options.at);
  await applyStaged(tx);
  const ids = touched.map((list) => list.id);
  if (!full) await countStaged(tx);
  // A list's first edition has no blocks yet to count in.
  const uncounted = full ? ids : touched.filter((list) => list.edition === 0).map((list) => list.id);
  if (uncounted.length > 0) await rebuildBlocks(tx, uncounted);
  const hashes = await hashStaged(tx, ids);
  const orders = full ? await orderHashes(tx, ids) : new Map<number, string>();
  await tx.$executeRaw`
    insert into entry_history (list_id, movie_id, edition, votes, weight, input_sum, release_key, removed)
    select list_id, movie_id, list.edition + 1, coalesce(votes, 0), coalesce(-weight_key, 0),
      coalesce(input_sum, 0), coalesce(release_key, 0), score_key is null
    from staged_entry join list on list.id = list_id
    where (votes, weight_key, input_sum, release_key)
      is distinct from (old_votes, old_weight_key, old_input_sum, old_release_key)`;
  const published: Published[] = [];
  for (const list of touched) {
    const { total } = await tx.list.update({
      where: { id: list.id },
      data: { edition: list.edition + 1, total: { increment: list.grown }, publishedAt: options.at },
      select: { total: true },
    });
    await tx.edition.create({
      data: {
        listId: list.id,
        number: list.edition + 1,
        formula: list.kind === "trending" ? "trending" : "weighted-rating",
        formulaVersion: FORMULA_VERSION,
        priorWeightMilli: reckoning.prior.priorWeightMilli,
        priorMeanMicro: reckoning.prior.priorMeanMicro,
        varianceMicro,
        minimumWeight: list.minimum_weight,
        asOf: reckoning.asOf,
        inputsHash: hashes.get(list.id) ?? "",
        orderHash: orders.get(list.id) ?? null,
        total,
        changed: list.changed,
        full,
        reason: options.reason,
        runId: options.runId ?? null,
        publishedAt: options.at,
      },
    });
    published.push({ list: list.slug, edition: list.edition + 1 });
  }
  await tx.$executeRaw`delete from staged_entry`;
  return published;
}

interface Touched {
  id: number;
  slug: string;
  kind: string;
  edition: number;
  minimum_weight: number;
  changed: number;
  grown: number;
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

/** Brings the lists' set hashes to what is staged. @returns each list's fingerprint. */
async function hashStaged(tx: Tx, lists: number[]): Promise<Map<number, string>> {
  const held = await tx.listHash.findMany({ where: { listId: { in: lists } } });
  const states = new Map(held.map((row) => [row.listId, row.state]));
  const staged = await tx.$queryRaw<StagedInput[]>`
    select list_id, movie_id, old_votes, old_weight_key, old_input_sum, votes, weight_key, input_sum
    from staged_entry
    where (old_votes, old_weight_key, old_input_sum) is distinct from (votes, weight_key, input_sum)`;
  for (const row of staged) {
    const state = states.get(row.list_id) ?? emptyState();
    states.set(row.list_id, state);
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
  const prints = new Map<number, string>();
  for (const listId of lists) {
    const state = states.get(listId) ?? emptyState();
    await tx.listHash.upsert({ where: { listId }, create: { listId, state }, update: { state } });
    prints.set(listId, fingerprint(state));
  }
  return prints;
}

/** The sha256 of each list's whole order: movie ids, one a line. */
async function orderHashes(tx: Tx, lists: number[]): Promise<Map<number, string>> {
  const rows = await tx.$queryRaw<{ list_id: number; hash: string }[]>`
    select list_id, encode(sha256(convert_to(string_agg(movie_id::text, E'\n'
      order by score_key, weight_key, release_key, movie_id), 'UTF8')), 'hex') as hash
    from list_entry where list_id = any(${lists}::int[]) group by list_id`;
  return new Map(rows.map((row) => [row.list_id, row.hash]));
}

/** Notes, in the publish's own transaction, which cached pages it makes stale. */
async function markStale(tx: Tx, published: Published[], films: number[]): Promise<void> {
  const stale = [
    ...published.map(({ list }) => tags.list(list)),
    ...films.map((id) => tags.movie(id)),
    ...(published.length > 0 ? [tags.lists()] : []),
  ];
  if (stale.length === 0) return;
  await tx.$executeRaw`insert into stale_tag (tag) select unnest(${stale}::text[])`;
}
