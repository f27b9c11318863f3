import { markStale, tags } from "../cache";
import type { Tx } from "../db";
import { countStaged, countTotals, findMiscounted, rebuildBlocks } from "./blocks";
import { applyStaged, findAstray, stageChanges } from "./changes";
import {
  findMishashed,
  hashStaged,
  keepHistory,
  type Making,
  orderHashes,
  type Published,
  type Reason,
  rehash,
  writeEditions,
} from "./editions";
import { PRIOR_WEIGHT_MILLI } from "./formulas";
import { recordMovements } from "./movements";
import { measurePrior, refreshStats, repairWeights } from "./stats";

interface Options {
  reason: Reason;
  runId?: string;
  /** When the edition counts as published; the seed's lie in the past. */
  at: Date;
}

/** What a full edition found that no vote and no change of a film accounts for, and repaired: it must not happen. */
export interface Repaired {
  /** Films with other sums, or another place, than their votes give. */
  films: number;
  /** Lists that counted, or hashed, other than what is there. */
  lists: number;
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
  await stageChanges(tx, films, reckoning);
  const published = await publishStaged(tx, { ...options, ...reckoning, ...standing, full: false });
  await noteStale(tx, published, films);
  return { published, films, more: drained.length === REFRESH_LIMIT };
}

/**
 * A full edition: everything from the raw rows, with a new C where all lists are made. What stood otherwise
 * than votes and films say is repaired and counted.
 * @param list only this list; all when absent.
 */
export async function publishFull(
  tx: Tx,
  options: Options & { list?: string; until?: Date; progress?: Progress },
): Promise<{ published: Published[]; repaired: Repaired }> {
  const tell = options.progress ?? (async () => {});
  await tell(0, 3, "Waiting for other publishes");
  await lock(tx);
  await tell(0, 3, "Counting every vote");
  const drained = await tx.$queryRaw<{ movie_id: number }[]>`delete from dirty_movie returning movie_id`;
  // After the notes: whose note is among them, their new lists are too.
  const chosen = await tx.list.findMany({
    where: options.list ? { OR: [{ slug: options.list }, { waitsFor: { slug: options.list } }] } : {},
    select: { id: true, slug: true, kind: true },
  });
  const lists = chosen.map((list) => list.id);
  const known = [...new Set(drained.map((note) => note.movie_id))];
  if (known.length > 0) await refreshStats(tx, known, options.until);
  await repairWeights(tx);
  const { differed } = await refreshStats(tx, "all", options.until);
  const counted = await tx.movieStat.aggregate({ _sum: { votes: true } });
  const held = await tx.rankingState.findUnique({ where: { id: 1 } });
  // An edition of one list leaves the others as they stand, so it is reckoned as they were.
  const standing = options.list ? held : null;
  const state = {
    ...(standing ?? (await measurePrior(tx))),
    priorWeightMilli: standing?.priorWeightMilli ?? PRIOR_WEIGHT_MILLI,
    trendingAsOf: standing?.trendingAsOf ?? hourOf(options.at),
    votes: counted._sum.votes ?? 0,
    computedAt: options.at,
  };
  await tx.rankingState.upsert({ where: { id: 1 }, create: { id: 1, ...state }, update: state });
  await tell(1, 3, "Comparing the lists with how they stand");
  const miscounted = await putRight(tx, lists);
  const { until } = options;
  const reckoning = { prior: state, asOf: state.trendingAsOf, lists, ...(until ? { until } : {}) };
  await stageChanges(tx, "all", reckoning);
  const astray = held ? await findAstray(tx, held, [...known, ...differed]) : { films: [], lists: [] };
  // Trending's entries change each hour, so nothing tells whether they stood right; they are few.
  const trending = chosen.filter(({ kind }) => kind === "trending").map(({ id }) => id);
  await rehash(tx, [...astray.lists, ...trending]);
  const repaired = [...differed, ...astray.films];
  const films = [...known, ...repaired];
  const published = await publishStaged(tx, { ...options, ...reckoning, ...state, full: true });
  await tell(2, 3, "Marking the pages that changed");
  // A list of its own can't take these films' changes to the others: they stay noted.
  if (options.list && films.length > 0)
    await tx.dirtyMovie.createMany({ data: films.map((movieId) => ({ movieId })) });
  const recounted = chosen.filter(({ id }) => miscounted.includes(id)).map(({ slug }) => slug);
  await noteStale(tx, published, films, recounted);
  await tell(3, 3, "Everything is written");
  return { published, repaired: { films: repaired.length, lists: miscounted.length } };
}

/** Counts and hashes lists anew where they tell other than what is there. @returns those lists. */
async function putRight(tx: Tx, lists: number[]): Promise<number[]> {
  const miscounted = await findMiscounted(tx, lists);
  if (miscounted.length > 0) {
    await rebuildBlocks(tx, miscounted);
    await countTotals(tx, miscounted);
  }
  const mishashed = await findMishashed(tx, lists);
  await rehash(tx, mishashed);
  return [...new Set([...miscounted, ...mishashed])];
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
  await stageChanges(tx, "all", reckoning);
  const published = await publishStaged(tx, { ...options, ...reckoning, ...state, full: true });
  await noteStale(tx, published, []);
  return published;
}

/** Keeps movements and history of what is staged, applies it, counts, and writes the editions. */
async function publishStaged(tx: Tx, making: Omit<Making, "hashes" | "orders">): Promise<Published[]> {
  const touched = await tx.$queryRaw<{ id: number; waiting: boolean; counted: boolean }[]>`
    select id, kind = 'waiting' as waiting,
      exists (select from list_section where list_id = list.id) as counted
    from list where id in (select list_id from staged_entry)`;
  if (touched.length === 0) return [];
  await recordMovements(tx, making.at);
  await applyStaged(tx);
  if (!making.full) await countStaged(tx);
  const uncounted = touched.filter((list) => making.full || !list.counted).map((list) => list.id);
  if (uncounted.length > 0) await rebuildBlocks(tx, uncounted);
  const waiting = touched.filter((list) => list.waiting).map((list) => list.id);
  if (waiting.length > 0) await countTotals(tx, waiting);
  const ids = touched.filter((list) => !list.waiting).map((list) => list.id);
  await keepHistory(tx, ids);
  const published = await writeEditions(tx, {
    ...making,
    hashes: await hashStaged(tx, ids),
    orders: making.full ? await orderHashes(tx, ids) : new Map(),
  });
  await tx.$executeRaw`delete from staged_entry`;
  return published;
}

/**
 * Notes, in the publish's own transaction, which cached pages it makes stale: those of the lists with a new
 * edition, of the films, and of the lists that show the films, whose titles may have changed with nothing
 * moving.
 */
async function noteStale(
  tx: Tx,
  published: Published[],
  films: number[],
  recounted: string[] = [],
): Promise<void> {
  const showing = await tx.$queryRaw<{ slug: string }[]>`
    select distinct list.slug from list_entry entry join list on list.id = entry.list_id
    where entry.movie_id = any(${films}::int[]) and list.kind <> 'waiting'`;
  const stale = [
    ...published.map(({ list }) => tags.list(list)),
    ...showing.map(({ slug }) => tags.list(slug)),
    ...recounted.map(tags.list),
    ...films.map((id) => tags.movie(id)),
    ...(published.some(({ grown }) => grown !== 0) ? [tags.lists()] : []),
  ];
  await markStale(tx, stale.length > 0 ? [...stale, tags.movies()] : []);
}
