import { Prisma } from "@/prisma/generated/client";
import { db } from "../db";
import { findFilmRefs, findTitles } from "./film-refs";
import { type StoredReason, storedReasons, toReason } from "./reasons";
import type { FilmRef, ForYou, Preferences, RecommendedFilm, SimilarFilms } from "./schema";

export { findCoverage, findDecisions, findModels, findStandingModel } from "./models";

/** Films on a film's page, of each kind. */
const SIMILAR_SHOWN = 12;

/** Part of all ratings that came since the last training, above which another is due. */
const NEW_SHARE = 0.02;

/** Popular films looked at for a list, since some of them are rated. */
const POPULAR_READ = 300;

interface Ordered {
  ids: readonly number[];
  scores: readonly number[];
  reasons: readonly StoredReason[];
}

/** The first `count` of an ordered list that may be shown, with the reasons put into words. */
async function dress(ordered: Ordered, count: number, hideFrom: number | null): Promise<RecommendedFilm[]> {
  const refs = await findFilmRefs(ordered.ids, hideFrom);
  const shown = ordered.ids.flatMap((id, at) => {
    const film = refs.get(id);
    return film ? [{ film, at }] : [];
  });
  const first = shown.slice(0, count);
  const titles = await findTitles(first.flatMap(({ at }) => ordered.reasons[at]?.movieId ?? []));
  const best = Math.max(...ordered.scores, Number.MIN_VALUE);
  return first.map(({ film, at }) => ({
    ...film,
    match: Math.min(1, Math.max(0, (ordered.scores[at] ?? 0) / best)),
    reason: toReason(ordered.reasons[at], titles),
  }));
}

/** The published model's id; null before the first. */
export async function findStandingId(): Promise<number | null> {
  const row = await db().recModel.findFirst({ where: { status: "published" }, select: { id: true } });
  return row?.id ?? null;
}

/** A member's settings. */
export async function findPreferences(userId: number): Promise<Preferences> {
  const user = await db().user.findUniqueOrThrow({
    where: { id: userId },
    select: { personalised: true, recPreference: { select: { crowd: true } } },
  });
  return { personalised: user.personalised, crowd: user.recPreference?.crowd ?? 0.5 };
}

/** Popular films: the model's list, or the all-time list's first before there is a model. */
async function findPopular(model: number | null): Promise<Ordered> {
  const list =
    model === null
      ? null
      : await db().popularList.findUnique({
          where: { modelId_scope: { modelId: model, scope: "all" } },
          select: { movieIds: true, scores: true },
        });
  if (list) return { ids: list.movieIds, scores: list.scores, reasons: [] };
  const rows = await db().$queryRaw<{ id: number; score: number }[]>`
    select movie_id as id, -score_key / 1e7::float8 as score from list_entry
    where list_id = (select id from list where slug = 'all-time')
    order by score_key, weight_key, release_key, movie_id limit ${POPULAR_READ}`;
  return { ids: rows.map(({ id }) => id), scores: rows.map(({ score }) => score), reasons: [] };
}

/**
 * A member's list: their row by its key, minus what they have rated, dismissed or picked since. Popular films
 * for those without one, and for those who opted out. No model runs here.
 */
export async function findForYou(userId: number, count: number): Promise<ForYou> {
  const [preferences, standing, row, ratings, picks] = await Promise.all([
    findPreferences(userId),
    findStandingId(),
    db().userRec.findUnique({ where: { userId } }),
    db().rating.count({ where: { userId } }),
    db().recPick.count({ where: { userId } }),
  ]);
  const own = preferences.personalised ? row : null;
  const personal = own !== null && own.movieIds.length > 0;
  const ordered = personal
    ? { ids: own.movieIds, scores: own.scores, reasons: storedReasons.parse(own.reasons) }
    : await findPopular(standing);
  const waits = preferences.personalised && !personal && ratings + picks > 0;
  return {
    ...preferences,
    state: personal ? "personal" : waits ? "waiting" : "popular",
    ratings,
    picks,
    stale: own !== null && (own.stale || own.modelId !== standing),
    computedAt: own?.computedAt?.toISOString() ?? null,
    modelId: own?.modelId ?? null,
    films: await dress(ordered, count, userId),
  };
}

/** Films that a member dismissed, the latest first. */
export async function findDismissed(userId: number): Promise<FilmRef[]> {
  const rows = await db().recDismissal.findMany({
    where: { userId },
    orderBy: [{ createdAt: "desc" }, { movieId: "asc" }],
    select: { movieId: true },
    take: 200,
  });
  const ids = rows.map(({ movieId }) => movieId);
  const refs = await findFilmRefs(ids);
  return ids.flatMap((id) => refs.get(id) ?? []);
}

/** Films for newcomers to pick from: the model's grid, or popular ones before there is a model. */
export async function findGrid(count: number): Promise<FilmRef[]> {
  const model = await findStandingId();
  const list =
    model === null
      ? null
      : await db().popularList.findUnique({
          where: { modelId_scope: { modelId: model, scope: "grid" } },
          select: { movieIds: true },
        });
  const ids = list?.movieIds ?? (await findPopular(model)).ids.slice(0, count);
  const refs = await findFilmRefs(ids);
  return ids.flatMap((id) => refs.get(id) ?? []).slice(0, count);
}

/** A film's neighbours in the published model. */
export async function findSimilar(movieId: number, count = SIMILAR_SHOWN): Promise<SimilarFilms> {
  const row = await db().movieSimilar.findFirst({
    where: { movieId, model: { status: "published" } },
  });
  if (!row) return { modelId: await findStandingId(), similar: [], alsoLiked: [] };
  const fans = row.likedIds.map((): StoredReason => ({ kind: "fans" }));
  const [similar, alsoLiked] = await Promise.all([
    dress(
      { ids: row.similarIds, scores: row.similar, reasons: storedReasons.parse(row.reasons) },
      count,
      null,
    ),
    dress({ ids: row.likedIds, scores: row.liked, reasons: fans }, count, null),
  ]);
  return { modelId: row.modelId, similar, alsoLiked };
}

/**
 * Lists that wait to be made anew, `count` of each kind at most: of members of whom something changed, the longest
 * waiting first, then those of another model than the published one. "Another" is told by ranges: indexes know them.
 */
function staleLists(count: number): Prisma.Sql {
  const ofModel = (other: Prisma.Sql) => Prisma.sql`
    (select user_id, (select published_at from standing) as since, 2 as turn from user_rec
      where not stale and ${other} order by model_id limit ${count})`;
  return Prisma.sql`
    with standing as (select id, published_at from rec_model where status = 'published')
    (select user_id, stale_since as since, 1 as turn from user_rec
      where stale order by stale_since, user_id limit ${count})
    union all ${ofModel(Prisma.sql`model_id < (select id from standing)`)}
    union all ${ofModel(Prisma.sql`model_id > coalesce((select id from standing), 0)`)}
    union all ${ofModel(Prisma.sql`model_id is null and exists (select from standing)`)}`;
}

/** Members whose lists wait to be made anew: those of whom something changed come before those of an earlier model. */
export async function findStaleMembers(count: number): Promise<number[]> {
  const rows = await db().$queryRaw<{ userId: number }[]>`
    select user_id as "userId" from (${staleLists(count)}) list order by turn, since, user_id limit ${count}`;
  return rows.map(({ userId }) => userId);
}

/** Whether lists have waited for half a minute although nobody is at work on them. */
export async function areMembersWaiting(): Promise<boolean> {
  const [row] = await db().$queryRaw<{ waiting: boolean }[]>`
    select exists (select from (${staleLists(1)}) list where since < now() - interval '30 seconds')
      and not exists (select from job_run where function_id in ('refresh-members', 'train-recommendations')
        and status in ('queued', 'running') and started_at > now() - interval '10 minutes') as waiting`;
  return row?.waiting ?? false;
}

/** How many ratings there are, as ranking counts them on: this is asked each minute. None before its first edition. */
export async function countRatings(): Promise<number> {
  const state = await db().rankingState.findUnique({ where: { id: 1 }, select: { votes: true } });
  return state?.votes ?? 0;
}

/**
 * Whether a training is due beside the nightly one: before the first model, and when there are 2 % more ratings
 * than at the last training, at most once an hour. Never while one runs or was just asked for, as by the seed,
 * nor within an hour of one that failed, for what it failed of is likely still there.
 */
export async function findTrainingDue(): Promise<boolean> {
  const [row] = await db().$queryRaw<{ open: boolean; counted: number | null }[]>`
    select not exists (select from job_run where function_id = 'train-recommendations'
          and (status in ('queued', 'running') and queued_at > now() - interval '2 hours'
            or status in ('failed', 'cancelled') and finished_at > now() - interval '1 hour'))
        and not exists (select from outbox where name = 'recommendations/train-requested'
          and (sent_at is null or sent_at > now() - interval '2 minutes'))
        and exists (select from movie) and coalesce(model.created_at < now() - interval '1 hour', true) as open,
      case when model.created_at is not null then coalesce((model.parameters->>'ratings')::int, 0) end as counted
    from (select) one
      left join (select created_at, parameters from rec_model order by id desc limit 1) model on true`;
  if (!row?.open) return false;
  return row.counted === null || (await countRatings()) > (1 + NEW_SHARE) * row.counted;
}
