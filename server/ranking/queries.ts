import { Prisma } from "@/prisma/generated/client";
import { type MovieRow, movieColumns, toMovie } from "../catalog/movie-rows";
import { db } from "../db";
import { explain } from "./explain";
import { FORMULA_VERSION, intervalHalfWidth, MIDDLE_MICRO, PRIOR_WEIGHT_MILLI } from "./formulas";
import { BEYOND, MOVEMENT_DEPTH } from "./movements";
import { entriesFrom, positionOf } from "./pages";
import {
  type EntryView,
  type Explanation,
  type ListView,
  listSchema,
  type MovedFilm,
  type RankedPage,
} from "./schema";

const WEEK = 7 * 86_400_000;

const listSelect = {
  id: true,
  slug: true,
  title: true,
  kind: true,
  edition: true,
  total: true,
  minimumWeight: true,
  publishedAt: true,
} as const;

type ListRow = Omit<Prisma.ListGetPayload<{ select: typeof listSelect }>, "id">;

interface Parameters {
  priorMeanMicro: number;
  priorWeightMilli: number;
  varianceMicro: number;
}

/** The parameters in force; the formula's defaults before the first full edition. */
export async function findParameters(): Promise<Parameters> {
  const state = await db().rankingState.findUnique({ where: { id: 1 } });
  return state ?? { priorMeanMicro: MIDDLE_MICRO, priorWeightMilli: PRIOR_WEIGHT_MILLI, varianceMicro: 0 };
}

function toListView(list: ListRow, parameters: Parameters): ListView {
  return {
    slug: list.slug,
    title: list.title,
    kind: listSchema.shape.kind.parse(list.kind),
    formula: list.kind === "trending" ? "trending" : "weighted-rating",
    formulaVersion: FORMULA_VERSION,
    parameters: {
      priorMean: parameters.priorMeanMicro / 1e6,
      priorWeight: parameters.priorWeightMilli / 1e3,
      minimumWeight: list.minimumWeight / 1e3,
    },
    edition: list.edition,
    computedAt: list.publishedAt?.toISOString() ?? null,
    total: list.total,
  };
}

/** The lists that hold a film, all time first, then trending, genres by name, decades from the newest. */
export async function findLists(): Promise<ListView[]> {
  const [lists, parameters] = await Promise.all([
    db().list.findMany({
      where: { kind: { not: "waiting" }, OR: [{ total: { gt: 0 } }, { kind: { in: ["all", "trending"] } }] },
      select: { ...listSelect, decade: true },
      orderBy: [{ kind: "asc" }, { decade: "desc" }, { title: "asc" }],
    }),
    findParameters(),
  ]);
  return lists.map((list) => toListView(list, parameters));
}

/** One list; null where there is none of that name. */
export async function findList(slug: string): Promise<ListView | null> {
  const list = await db().list.findUnique({ where: { slug, kind: { not: "waiting" } }, select: listSelect });
  return list && toListView(list, await findParameters());
}

interface EntryRow extends MovieRow {
  position: number;
  score_key: bigint;
  entry_votes: number;
  own_weight: bigint;
  own_sum: bigint;
  own_square_sum: bigint;
  weight: bigint;
  all_time_score_key: bigint | null;
  moved_from: number | null;
  moved: boolean;
}

/** The column that tells where an entry stood a week ago: where its first movement since then came from. */
function movedSince(since: Date): Prisma.Sql {
  return Prisma.sql`left join lateral (
    select movement.from_position from movement
    where movement.list_id = entry.list_id and movement.movie_id = entry.movie_id
      and movement.published_at > ${since}
    order by movement.edition limit 1
  ) move on true`;
}

interface PageRow extends Partial<EntryRow> {
  list_slug: string;
  list_title: string;
  list_kind: ListRow["kind"];
  list_edition: number;
  list_total: number;
  minimum_weight: number;
  list_published_at: Date | null;
  prior_mean_micro: number | null;
  prior_weight_milli: number | null;
  variance_micro: number | null;
}

/**
 * A page of a list's standing edition, by position; the page is empty where the list is shorter, and null
 * where there is no such list. One statement, so that list and entries are of one edition.
 * @param now a week before this, positions are compared.
 */
export async function findListPage(
  slug: string,
  page: number,
  pageSize: number,
  now: Date,
): Promise<RankedPage | null> {
  const first = (page - 1) * pageSize + 1;
  const rows = await db().$queryRaw<PageRow[]>`
    select list.slug as list_slug, list.title as list_title, list.kind::text as list_kind,
      list.edition as list_edition, list.total as list_total, list.minimum_weight,
      list.published_at as list_published_at,
      state.prior_mean_micro, state.prior_weight_milli, state.variance_micro, held.*
    from list
    left join ranking_state state on state.id = 1
    left join lateral (
      select entry.position, entry.score_key, entry.votes as entry_votes, ${movieColumns},
        stat.own_weight, stat.own_sum, stat.own_square_sum, stat.weight,
        top.score_key as all_time_score_key,
        move.from_position as moved_from, move is not null as moved
      from (${entriesFrom(Prisma.sql`list.id`, first, pageSize)}) entry
      join movie on movie.id = entry.movie_id
      join movie_stat stat on stat.movie_id = movie.id
      left join list_entry top on top.movie_id = movie.id
        and top.list_id = (select id from list where kind = 'all')
      ${movedSince(new Date(now.getTime() - WEEK))}
    ) held on true
    where list.slug = ${slug} and list.kind <> 'waiting'
    order by held.position`;
  const [one] = rows;
  if (!one) return null;
  const list: ListRow = {
    slug: one.list_slug,
    title: one.list_title,
    kind: one.list_kind,
    edition: one.list_edition,
    total: one.list_total,
    minimumWeight: one.minimum_weight,
    publishedAt: one.list_published_at,
  };
  const parameters = {
    priorMeanMicro: one.prior_mean_micro ?? MIDDLE_MICRO,
    priorWeightMilli: one.prior_weight_milli ?? PRIOR_WEIGHT_MILLI,
    varianceMicro: one.variance_micro ?? 0,
  };
  return {
    list: toListView(list, parameters),
    page,
    pageSize,
    pages: Math.max(1, Math.ceil(list.total / pageSize)),
    entries: rows.filter(isEntry).map((row) => toEntry(row, list, parameters)),
  };
}

/** A list without entries on this page still gives one row, of the list alone. */
function isEntry(row: PageRow): row is PageRow & EntryRow {
  return typeof row.position === "number";
}

function toEntry(row: EntryRow, list: ListRow, parameters: Parameters): EntryView {
  const score = -Number(row.score_key) / 1e6;
  const half = intervalHalfWidth(
    { weight: row.weight, ownWeight: row.own_weight, ownSum: row.own_sum, ownSquareSum: row.own_square_sum },
    parameters,
  );
  const micro = row.all_time_score_key === null ? null : -row.all_time_score_key;
  // Movements are kept for the first thousand only: beyond, nothing is known of last week.
  const unmoved = row.position <= MOVEMENT_DEPTH ? row.position : null;
  const from = row.moved ? row.moved_from : unmoved;
  return {
    position: row.position,
    previousPosition: from === null || from >= BEYOND ? null : from,
    score,
    interval: list.kind === "trending" ? null : [round2(score - half), round2(score + half)],
    votes: row.entry_votes,
    movie: toMovie(row, { scoreMicro: micro, position: list.kind === "all" ? row.position : null }),
  };
}

function round2(value: number): number {
  return Math.round(Math.min(10, Math.max(1, value)) * 100) / 100;
}

/** The films of a list's first hundred that rose most places since a week before `now`. */
export async function findMoved(slug: string, now: Date, limit: number): Promise<MovedFilm[]> {
  return await db().$queryRaw<MovedFilm[]>`
    select movie.slug, movie.title, movie.year, move.from_position as "from", here.position as "to"
    from (${entriesFrom(Prisma.sql`(select id from list where slug = ${slug})`, 1, 100)}) here
    join movie on movie.id = here.movie_id
    join lateral (
      select movement.from_position from movement
      where movement.list_id = here.list_id and movement.movie_id = here.movie_id
        and movement.published_at > ${new Date(now.getTime() - WEEK)}
      order by movement.edition limit 1
    ) move on move.from_position is null or move.from_position > here.position
    order by coalesce(move.from_position, ${BEYOND}) - here.position desc, here.position limit ${limit}`;
}

/** A film's position in every list it is in, the broadest lists first. */
export async function findRanks(
  movieId: number,
): Promise<{ list: string; title: string; position: number; total: number }[]> {
  return await db().$queryRaw`
    select list.slug as list, list.title, ${positionOf(Prisma.sql`entry`)} as position, list.total
    from list_entry entry join list on list.id = entry.list_id
    where entry.movie_id = ${movieId} and list.kind <> 'waiting'
    order by list.kind, list.total desc`;
}

/** Films and votes there are, for the home page's line. */
export async function findCounts(): Promise<{ films: number; votes: number }> {
  const [row] = await db().$queryRaw<{ films: number; votes: number }[]>`
    select coalesce((select movies from catalog_count), 0) as films,
      coalesce((select votes from ranking_state), 0) as votes`;
  return row ?? { films: 0, votes: 0 };
}

interface NeighbourRow {
  position: number;
  score_key: bigint;
  slug: string;
  title: string;
  movie_id: number;
}

/**
 * Why a film has its score and place in a list of scores; null where there is no such film or list, or
 * the list's scores decay.
 */
export async function explainMovie(movieId: number, slug: string): Promise<Explanation | null> {
  const [list, stat, parameters] = await Promise.all([
    db().list.findUnique({ where: { slug, kind: { not: "waiting" } }, select: listSelect }),
    db().movieStat.findFirst({
      where: { movieId, movie: { deletedAt: null } },
      select: {
        weight: true,
        weightedSum: true,
        votes: true,
        ownWeight: true,
        sourceVotes: true,
        movie: { select: { sourceMeanMilli: true } },
      },
    }),
    findParameters(),
  ]);
  if (!list || !stat || list.kind === "trending") return null;
  const [here] = await db().$queryRaw<{ position: number }[]>`
    select ${positionOf(Prisma.sql`entry`)} as position from list_entry entry
    where entry.list_id = ${list.id} and entry.movie_id = ${movieId}`;
  const around = here
    ? await db().$queryRaw<NeighbourRow[]>`
        select near.position, near.score_key, near.movie_id, movie.slug, movie.title
        from (${entriesFrom(Prisma.sql`${list.id}::int`, Math.max(1, here.position - 1), 3)}) near
        join movie on movie.id = near.movie_id`
    : [];
  const at = (position: number) => {
    const row = around.find((one) => one.position === position);
    return row
      ? { slug: row.slug, title: row.title, position: row.position, scoreMicro: -row.score_key }
      : null;
  };
  return explain(
    list,
    {
      weight: stat.weight,
      weightedSum: stat.weightedSum,
      ownVotes: stat.votes,
      ownWeight: stat.ownWeight,
      importedVotes: stat.sourceVotes,
      importedMeanMilli: stat.movie.sourceMeanMilli,
    },
    parameters,
    {
      position: here?.position ?? null,
      above: here ? at(here.position - 1) : null,
      below: here ? at(here.position + 1) : null,
    },
  );
}
