import type { PrismaClient } from "@/prisma/generated/client";
import {
  ageHours,
  compareKeys,
  DECAY_MICRO,
  MIDDLE_MICRO,
  PRIOR_WEIGHT_MILLI,
  type Prior,
  RELEASE_UNKNOWN,
  releaseKey,
  SOURCE_VOTES_CAP,
  type SortKey,
  scoreMicro,
  voterWeightMilli,
} from "../ranking/formulas";

/** One entry of a list, as the oracle and the published list are compared. */
export interface OracleEntry extends SortKey {
  votes: number;
  inputSum: bigint;
}

interface Film {
  id: number;
  year: number;
  releaseDate: Date | null;
  sourceVotes: number;
  sourceMeanMilli: number;
  genreIds: number[];
  weight: bigint;
  sum: bigint;
  votes: number;
  warmWeight: bigint;
  warmSum: bigint;
  warmVotes: number;
}

/**
 * Every list from scratch: plain TypeScript over the raw rows of films, genres and ratings, with nothing
 * that publishing keeps but the parameters of the last full edition (or none: then C is computed too).
 * What a published list must equal when the queue is empty.
 */
export async function computeLists(
  db: PrismaClient,
  standing?: { prior: Prior; asOf: Date },
): Promise<Map<string, OracleEntry[]>> {
  const [movies, ratings, lists] = await Promise.all([
    db.movie.findMany({ where: { deletedAt: null }, include: { genres: true } }),
    db.rating.findMany(),
    db.list.findMany({ where: { kind: { not: "waiting" } } }),
  ]);
  const counts = new Map<number, number>();
  for (const { userId } of ratings) counts.set(userId, (counts.get(userId) ?? 0) + 1);
  const asOf = standing?.asOf ?? new Date();
  const films = new Map<number, Film>();
  for (const movie of movies) {
    const imported = Math.min(SOURCE_VOTES_CAP, movie.sourceVotes);
    films.set(movie.id, {
      ...movie,
      genreIds: movie.genres.map((tag) => tag.genreId),
      weight: BigInt(imported) * 1000n,
      sum: BigInt(imported) * BigInt(movie.sourceMeanMilli),
      votes: imported,
      warmWeight: 0n,
      warmSum: 0n,
      warmVotes: 0,
    });
  }
  for (const rating of ratings) {
    const film = films.get(rating.movieId);
    if (!film) continue;
    const weight = BigInt(voterWeightMilli(counts.get(rating.userId) ?? 0));
    film.weight += weight;
    film.sum += weight * BigInt(rating.value);
    film.votes += 1;
    const decay = DECAY_MICRO[ageHours(rating.createdAt, asOf)];
    if (decay === undefined) continue;
    film.warmWeight += weight;
    film.warmSum += weight * BigInt(decay);
    film.warmVotes += 1;
  }
  const prior = standing?.prior ?? meanOfMeans([...films.values()]);
  const result = new Map<string, OracleEntry[]>();
  for (const list of lists) {
    const entries: OracleEntry[] = [];
    const waiting: OracleEntry[] = [];
    for (const film of films.values()) {
      const trending = list.kind === "trending";
      const belongs =
        list.kind === "all" ||
        trending ||
        (list.genreId !== null && film.genreIds.includes(list.genreId)) ||
        (list.decade !== null && list.decade === film.year - (film.year % 10));
      const weight = trending ? film.warmWeight : film.weight;
      if (!belongs || (trending && weight === 0n)) continue;
      if (weight < BigInt(list.minimumWeight)) {
        waiting.push({
          movieId: film.id,
          scoreKey: 0n,
          weightKey: 0n,
          releaseKey: 0,
          votes: 0,
          inputSum: 0n,
        });
        continue;
      }
      entries.push({
        movieId: film.id,
        scoreKey: trending ? -(film.warmSum / 1000n) : -scoreMicro(film.weight, film.sum, prior),
        weightKey: -weight,
        releaseKey: film.releaseDate ? releaseKey(film.releaseDate) : RELEASE_UNKNOWN,
        votes: trending ? film.warmVotes : film.votes,
        inputSum: trending ? film.warmSum : film.sum,
      });
    }
    result.set(list.slug, entries.sort(compareKeys));
    if (list.kind !== "trending") result.set(`waiting:${list.slug}`, waiting.sort(compareKeys));
  }
  return result;
}

/** C from scratch: the mean of the films' own means, in whole thousandths. */
export function meanOfMeans(films: readonly { weight: bigint; sum: bigint }[]): Prior {
  const voted = films.filter((film) => film.weight > 0n);
  if (voted.length === 0) return { priorWeightMilli: PRIOR_WEIGHT_MILLI, priorMeanMicro: MIDDLE_MICRO };
  const sum = voted.reduce((total, film) => total + (film.sum * 1000n) / film.weight, 0n);
  return {
    priorWeightMilli: PRIOR_WEIGHT_MILLI,
    priorMeanMicro: Number(sum / BigInt(voted.length)) * 1_000,
  };
}

/** Every list as it is published: in order, with the entries that stand. */
export async function publishedLists(db: PrismaClient): Promise<Map<string, OracleEntry[]>> {
  const lists = await db.list.findMany({ select: { id: true, slug: true } });
  const result = new Map<string, OracleEntry[]>();
  for (const list of lists)
    result.set(
      list.slug,
      await db.listEntry.findMany({
        where: { listId: list.id },
        orderBy: [{ scoreKey: "asc" }, { weightKey: "asc" }, { releaseKey: "asc" }, { movieId: "asc" }],
        select: {
          movieId: true,
          scoreKey: true,
          weightKey: true,
          releaseKey: true,
          votes: true,
          inputSum: true,
        },
      }),
    );
  return result;
}
