import { Prisma } from "@/prisma/generated/client";
import { db, type Tx } from "../db";
import {
  intervalHalfWidth,
  MIDDLE_MICRO,
  PRIOR_WEIGHT_MILLI,
  type Prior,
  scoreMicro,
} from "../ranking/formulas";
import { positionOf } from "../ranking/pages";
import { findRanks } from "../ranking/queries";
import { type MovieRow, movieColumns, toMovie } from "./movie-rows";
import type { EditableMovie, Movie, MovieDetail } from "./schema";

interface Row extends MovieRow {
  version: number;
  weight: bigint | null;
  weighted_sum: bigint | null;
  own_weight: bigint | null;
  own_sum: bigint | null;
  own_square_sum: bigint | null;
  histogram: number[] | null;
  score_key: bigint | null;
  position: number | null;
  prior_weight_milli: number | null;
  prior_mean_micro: number | null;
  variance_micro: number | null;
  keywords: string[];
  cast: { name: string; role: string | null }[];
}

async function findRows(client: Tx, where: Prisma.Sql): Promise<Row[]> {
  return await client.$queryRaw<Row[]>`
    select ${movieColumns}, movie.version, movie.keywords, stat.weight, stat.weighted_sum, stat.own_weight, stat.own_sum,
      stat.own_square_sum, stat.histogram, entry.score_key, ${positionOf(Prisma.sql`entry`)} as position,
      state.prior_weight_milli, state.prior_mean_micro, state.variance_micro,
      coalesce((select json_agg(json_build_object('name', person.name, 'role', credit.role) order by credit.billing)
        from credit join person on person.id = credit.person_id
        where credit.movie_id = movie.id and credit.kind = 'cast'), '[]') as "cast"
    from movie
    left join movie_stat stat on stat.movie_id = movie.id
    left join ranking_state state on true
    left join list_entry entry on entry.movie_id = movie.id
      and entry.list_id = (select id from list where slug = 'all-time')
    where movie.deleted_at is null and ${where}`;
}

function priorOf(row: Row): Prior & { varianceMicro: number } {
  return {
    priorWeightMilli: row.prior_weight_milli ?? PRIOR_WEIGHT_MILLI,
    priorMeanMicro: row.prior_mean_micro ?? MIDDLE_MICRO,
    varianceMicro: row.variance_micro ?? 0,
  };
}

/** The published score, or what it would be for a film that isn't eligible; null before any vote. */
function scoreOf(row: Row): bigint | null {
  if (row.score_key !== null) return -row.score_key;
  if (!row.weight) return null;
  return scoreMicro(row.weight, row.weighted_sum ?? 0n, priorOf(row));
}

function toDetail(row: Row, ranks: MovieDetail["ranks"]): MovieDetail {
  const score = scoreOf(row);
  const half =
    score !== null && row.weight
      ? intervalHalfWidth(
          {
            weight: row.weight,
            ownWeight: row.own_weight ?? 0n,
            ownSum: row.own_sum ?? 0n,
            ownSquareSum: row.own_square_sum ?? 0n,
          },
          priorOf(row),
        )
      : null;
  const within = (value: number) => Math.round(Math.min(10, Math.max(1, value)) * 100) / 100;
  return {
    ...toMovie(row, { scoreMicro: score, position: row.position }),
    cast: row.cast,
    keywords: row.keywords,
    ranks,
    stats: {
      ownVotes: row.own_votes ?? 0,
      importedVotes: row.source_votes ?? 0,
      importedMean: row.source_votes ? row.source_mean_milli / 1_000 : null,
      weight: Number(row.weight ?? 0n) / 1_000,
      interval:
        score !== null && half !== null
          ? [within(Number(score) / 1e6 - half), within(Number(score) / 1e6 + half)]
          : null,
    },
    histogram: row.histogram ?? new Array(10).fill(0),
  };
}

/** A film by number or address with all that its page shows, and its version for If-Match; null: none. */
export async function findMovieDetail(key: number | string): Promise<EditableMovie | null> {
  const [row] = await findRows(
    db(),
    typeof key === "number" ? Prisma.sql`movie.id = ${key}` : Prisma.sql`movie.slug = ${key}`,
  );
  return row ? { movie: toDetail(row, await findRanks(row.id)), version: row.version } : null;
}

function toPlain(row: Row): Movie {
  return toMovie(row, { scoreMicro: scoreOf(row), position: row.position });
}

/** A film as it is within a transaction that changes it. */
export async function findMovieIn(tx: Tx, id: number): Promise<Movie | undefined> {
  return (await findRows(tx, Prisma.sql`movie.id = ${id}`)).map(toPlain)[0];
}

/** Films by number, those in the trash not among them. */
export async function findMovies(ids: readonly number[]): Promise<Map<number, Movie>> {
  const rows = await findRows(db(), Prisma.sql`movie.id = any(${[...ids]}::int[])`);
  return new Map(rows.map((row) => [row.id, toPlain(row)]));
}
