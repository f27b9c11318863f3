import { markStale, tags } from "../cache";
import type { Tx } from "../db";
import { countStaged, countWaiting, rebuildBlocks } from "./blocks";
import { applyStaged, type Reckoning, stageChanges } from "./changes";
import { hashStaged, keepHistory, orderHashes, type Published, type Reason, writeEditions } from "./editions";
import { PRIOR_WEIGHT_MILLI } from "./formulas";
import { recordMovements } from "./movements";
import { type Films, measurePrior, refreshStats, repairWeights } from "./stats";

interface Options {
  reason: Reason;
  runId?: string;
  /** When the edition counts as published; the seed's lie in the past. */
  at: Date;
}

/** Told how far a long publish is: so much done of so much, and what it is about. */
export type Progress = (done: number, total: number, words: string) => Promise<void>;

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
  // First, so that waiting for a long publish isn't cut short.
  await tx.$executeRaw`set local statement_timeout = 0`;
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
  const { grown } = await refreshStats(tx, films);
  if (grown !== 0) await tx.rankingState.update({ where: { id: 1 }, data: { votes: { increment: grown } } });
  const reckoning = { prior: standing, asOf: standing.trendingAsOf };
  const published = await publish(tx, films, reckoning, standing.varianceMicro, options);
  await noteStale(tx, published, films);
  return { published, films, more: drained.length === REFRESH_LIMIT };
}

/**
 * A full edition: everything from the raw rows, with a new C where all lists are made. What the standing
 * stats held otherwise is repaired and counted: after a drained queue that count must be 0.
 * @param list only this list; all when absent.
 */
export async function publishFull(
  tx: Tx,
  options: Options & { list?: string; until?: Date; progress?: Progress },
): Promise<{ published: Published[]; repaired: number }> {
  const tell = options.progress ?? (async () => {});
  await tell(0, 3, "Waiting for other publishes");
  await lock(tx);
  await tell(0, 3, "Counting every vote");
  const chosen = await tx.list.findMany({
    where: options.list ? { OR: [{ slug: options.list }, { waitsFor: { slug: options.list } }] } : {},
    select: { id: true },
  });
  const drained = await tx.$queryRaw<{ movie_id: number }[]>`delete from dirty_movie returning movie_id`;
  const known = [...new Set(drained.map((note) => note.movie_id))];
  if (known.length > 0) await refreshStats(tx, known, options.until);
  await repairWeights(tx);
  const { differed } = await refreshStats(tx, "all", options.until);
  const counted = await tx.movieStat.aggregate({ _sum: { votes: true } });
  const held = await tx.rankingState.findUnique({ where: { id: 1 } });
  const state = {
    ...(options.list && held ? held : await measurePrior(tx)),
    priorWeightMilli: PRIOR_WEIGHT_MILLI,
    trendingAsOf: options.list && held ? held.trendingAsOf : hourOf(options.at),
    votes: counted._sum.votes ?? 0,
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
  await tell(1, 3, "Comparing the lists with how they stand");
  const published = await publish(tx, "all", reckoning, state.varianceMicro, options);
  await tell(2, 3, "Marking the pages that changed");
  await noteStale(tx, published, known);
  await tell(3, 3, "Everything is written");
  return { published, repaired: differed };
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
  await noteStale(tx, published, []);
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
  const touched = await tx.$queryRaw<{ id: number; waiting: boolean; counted: boolean }[]>`
    select id, kind = 'waiting' as waiting,
      exists (select from list_section where list_id = list.id) as counted
    from list where id in (select list_id from staged_entry)`;
  await recordMovements(tx, options.at);
  await applyStaged(tx);
  if (!full) await countStaged(tx);
  const uncounted = touched.filter((list) => full || !list.counted).map((list) => list.id);
  if (uncounted.length > 0) await rebuildBlocks(tx, uncounted);
  const waiting = touched.filter((list) => list.waiting).map((list) => list.id);
  if (waiting.length > 0) await countWaiting(tx, waiting);
  const ids = touched.filter((list) => !list.waiting).map((list) => list.id);
  await keepHistory(tx, ids);
  const published = await writeEditions(tx, {
    ...options,
    ...reckoning,
    varianceMicro,
    full,
    hashes: await hashStaged(tx, ids),
    orders: full ? await orderHashes(tx, ids) : new Map(),
  });
  await tx.$executeRaw`delete from staged_entry`;
  return published;
}

/**
 * Notes, in the publish's own transaction, which cached pages it makes stale: those of the lists with a new
 * edition, of the films, and of the lists that show the films, whose titles may have changed with nothing
 * moving.
 */
async function noteStale(tx: Tx, published: Published[], films: number[]): Promise<void> {
  const showing = await tx.$queryRaw<{ slug: string }[]>`
    select distinct list.slug from list_entry entry join list on list.id = entry.list_id
    where entry.movie_id = any(${films}::int[]) and list.kind <> 'waiting'`;
  const stale = [
    ...new Set([...published.map(({ list }) => list), ...showing.map(({ slug }) => slug)].map(tags.list)),
    ...films.map((id) => tags.movie(id)),
    ...(published.some(({ grown }) => grown !== 0) ? [tags.lists()] : []),
  ];
  await markStale(tx, stale.length > 0 ? [...stale, tags.movies()] : []);
}
