import { z } from "zod";
import { db } from "../db";
import {
  comparisonSchema,
  type DecisionView,
  gateCheckSchema,
  type Health,
  type ModelPage,
  type ModelView,
  secondsSchema,
} from "./schema";

const PAGE_SIZE = 20;
const DECISIONS_SHOWN = 100;
const SLOWEST_SHOWN = 10;
const LEAST_COVERED_SHOWN = 10;

const select = {
  id: true,
  kind: true,
  status: true,
  complete: true,
  createdAt: true,
  publishedAt: true,
  films: true,
  people: true,
  likes: true,
  seconds: true,
  peakMegabytes: true,
  metrics: true,
  checks: true,
  verdict: true,
  seed: true,
  parameters: true,
} as const;

const kinds = { ials_cp: "ials-cp", item_knn: "item-knn", content: "content" } as const;

const stored = z.object({
  seconds: secondsSchema,
  metrics: comparisonSchema.nullable(),
  checks: z.array(gateCheckSchema),
  parameters: z.record(z.string(), z.number()),
});

type Row = Omit<
  ModelView,
  "kind" | "createdAt" | "publishedAt" | "seconds" | "metrics" | "standingMetrics" | "checks" | "parameters"
> & {
  kind: keyof typeof kinds;
  createdAt: Date;
  publishedAt: Date | null;
  seconds: unknown;
  metrics: unknown;
  checks: unknown;
  parameters: unknown;
};

function toModel(row: Row): ModelView {
  const { metrics, ...parsed } = stored.parse(row);
  return {
    ...row,
    ...parsed,
    kind: kinds[row.kind],
    createdAt: row.createdAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
    metrics: metrics?.own ?? null,
    standingMetrics: metrics?.standing ?? null,
  };
}

/** The published model; null before the first. */
export async function findStandingModel(): Promise<ModelView | null> {
  const row = await db().recModel.findFirst({ where: { status: "published" }, select });
  return row && toModel(row);
}

/** A page of all models, the newest first. */
export async function findModels(page: number): Promise<ModelPage> {
  const [rows, total, standing] = await Promise.all([
    db().recModel.findMany({
      select,
      orderBy: { id: "desc" },
      skip: (page - 1) * PAGE_SIZE,
      take: PAGE_SIZE,
    }),
    db().recModel.count(),
    db().recModel.findFirst({ where: { status: "published" }, select: { id: true } }),
  ]);
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  return { models: rows.map(toModel), page, pages, total, standing: standing?.id ?? null };
}

/** The log of models: who decided what, and why; the latest first. */
export async function findDecisions(): Promise<DecisionView[]> {
  const rows = await db().recDecision.findMany({
    orderBy: { id: "desc" },
    take: DECISIONS_SHOWN,
    select: { id: true, modelId: true, action: true, why: true, at: true, user: { select: { name: true } } },
  });
  return rows.map(({ user, at, ...row }) => ({ ...row, by: user?.name ?? null, at: at.toISOString() }));
}

/** The slowest stages of the last models, and the genres whose films are least in anybody's list. */
export async function findCoverage(): Promise<Health> {
  const [[counts], slowest, leastCovered] = await Promise.all([
    db().$queryRaw<{ films: number; withVectors: number; stale: number }[]>`
      select (select count(*)::int from movie where deleted_at is null) as films,
        (select count(*)::int from movie_vector where model_id = (select id from rec_model where status = 'published'))
          as "withVectors",
        (select count(*)::int from user_rec where stale
          or model_id is distinct from (select id from rec_model where status = 'published')) as stale`,
    db().$queryRaw<Health["slowest"]>`
      select model.id as "modelId", stage.key as stage, stage.value::float8 as seconds
      from (select id, seconds from rec_model order by id desc limit 10) model, jsonb_each_text(model.seconds) stage
      order by seconds desc limit ${SLOWEST_SHOWN}`,
    db().$queryRaw<Health["leastCovered"]>`
      with shown as (select distinct unnest(movie_ids[1:20]) as movie_id from user_rec)
      select genre.name as genre, count(*)::int as films, count(shown.movie_id)::int as recommended,
        count(shown.movie_id)::float8 / count(*) as share
      from genre join movie_genre tag on tag.genre_id = genre.id
      join movie on movie.id = tag.movie_id and movie.deleted_at is null
      left join shown on shown.movie_id = movie.id
      group by genre.name order by share, films desc, genre limit ${LEAST_COVERED_SHOWN}`,
  ]);
  const { films = 0, withVectors = 0, stale = 0 } = counts ?? {};
  return { films, withVectors, stale, slowest, leastCovered };
}
