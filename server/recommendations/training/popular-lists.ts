import { db } from "../../db";
import { centred } from "../content/centred";
import { best } from "../evaluation/ranking";
import { columnsOf, countsOf, type Sparse, transpose } from "../maths/sparse";
import type { Dense } from "../maths/vectors";
import { diversify } from "../serving/mmr";
import type { TrainingData } from "./data";

const LISTED = 300;
const FAVOURED = 100;
const GRID = 40;
const GRID_FROM = 300;
const GRID_LAMBDA = 0.5;

/** A genre's fans like it so many times as often as people do on the whole. */
const FAN = 1.5;

/** Fewer fans than this make no list: it would tell of single people. */
const LEAST_FANS = 5;

/** Lists for people of whom little is known: popular with all, with each genre's fans, and a grid to pick from. */
export async function writePopularLists(
  modelId: number,
  data: TrainingData,
  likes: Sparse,
  content: Dense,
  popular: Float32Array,
): Promise<void> {
  const { movieIds } = data;
  const all = best(Float64Array.from(popular), LISTED, movieIds);
  const counts = countsOf(transpose(likes));
  // Before anybody rated there is no list to tell renown; then likes and order decide.
  const known = best(
    Float64Array.from(popular, (value, film) => value + (counts[film] === 0 ? 0 : 1e-6)),
    GRID_FROM,
    movieIds,
  );
  const relevance = Float64Array.from(known, (film) => popular[film] ?? 0);
  const grid = diversify(known, relevance, centred(content), GRID_LAMBDA, GRID);
  const lists = [
    { scope: "all", films: all, scores: all },
    { scope: "grid", films: grid, scores: grid },
  ].map(({ scope, films }) => ({
    scope,
    films,
    values: Float32Array.from(films, (film) => popular[film] ?? 0),
  }));
  const favoured = fansOf(data, likes);
  const rows = [...lists, ...favoured].map(({ scope, films, values }) => ({
    modelId,
    scope,
    movieIds: Array.from(films, (film) => movieIds[film] ?? 0),
    scores: Array.from(values),
  }));
  await db().popularList.deleteMany({ where: { modelId } });
  await db().popularList.createMany({ data: rows });
}

/** What each genre's fans like, the share of them as score. */
function fansOf({ texts, movieIds }: TrainingData, likes: Sparse) {
  const genres = [...new Set(texts.flatMap((text) => text.genres))].sort();
  const share = new Map(genres.map((genre) => [genre, 0]));
  const shares = Array.from({ length: likes.rows }, (_, person) => {
    const own = new Map<string, number>();
    const films = columnsOf(likes, person);
    for (const film of films)
      for (const genre of texts[film]?.genres ?? []) own.set(genre, (own.get(genre) ?? 0) + 1 / films.length);
    for (const [genre, part] of own) share.set(genre, (share.get(genre) ?? 0) + part / likes.rows);
    return own;
  });
  return genres.flatMap((scope) => {
    const fans = [...shares.keys()].filter(
      (u) => (shares[u]?.get(scope) ?? 0) > FAN * (share.get(scope) ?? 0),
    );
    if (fans.length < LEAST_FANS) return [];
    const counts = new Float64Array(movieIds.length);
    for (const fan of fans)
      for (const film of columnsOf(likes, fan)) counts[film] = (counts[film] ?? 0) + 1 / fans.length;
    const films = best(
      counts.map((count) => count || Number.NEGATIVE_INFINITY),
      FAVOURED,
      movieIds,
    );
    return [{ scope, films, values: Float32Array.from(films, (film) => counts[film] ?? 0) }];
  });
}
