import { z } from "zod";
import { learnChanges, tags } from "../../cache";
import { addMovie, addMovieIn, trashMovie, updateMovie } from "../../catalog/commands";
import { findMovieDetail, findMovieIn, findMovies } from "../../catalog/movie-detail";
import { findMoviePage } from "../../catalog/movie-page";
import { findMovieId } from "../../catalog/queries";
import { type Movie, movieInput, movieKey, moviePatch, movieQuery } from "../../catalog/schema";
import { AppError } from "../../errors";
import { plain, rest, restAs } from "../rest";
import { etagOf } from "../rest/etag";
import { idempotencyKeyOf, replayable } from "../rest/idempotent";
import { pageBody } from "../rest/pages";

/** A film's number or its address in the path. */
export const byKey = z.object({ idOrSlug: movieKey });

function noSuchFilm(): AppError {
  return new AppError("not-found", { userMessage: "There is no such film." });
}

/** The number of a film that is named by it or by its address. @throws AppError not-found */
export async function movieIdOf({ idOrSlug }: z.infer<typeof byKey>): Promise<number> {
  const id = typeof idOrSlug === "number" ? idOrSlug : await findMovieId(idOrSlug);
  if (id === null) throw noSuchFilm();
  return id;
}

export const listMovies = rest({ ...plain, query: movieQuery }, async ({ request, query }) => {
  const { data, total } = await findMoviePage(query);
  return { text: pageBody(request.url, data, { ...query, total }), tags: [tags.movies()] };
});

export const postMovie = restAs("movies:write", { ...plain, body: movieInput }, async (call) => {
  const { request, requestId, body, viewer } = call;
  const actor = { userId: viewer.id, correlationId: requestId };
  const key = idempotencyKeyOf(request.headers);
  const answer = (id: number, movie: Movie | undefined) => {
    if (!movie) throw noSuchFilm();
    return { status: 201, headers: { Location: `/api/v1/movies/${id}` }, body: movie };
  };
  if (key === null) {
    const { id } = await addMovie(body, actor);
    call.afterWrite();
    await learnChanges();
    return answer(id, (await findMovies([id])).get(id));
  }
  const what = { userId: viewer.id, key, method: "POST", path: "/api/v1/movies", body };
  const { reply, replayed } = await replayable(what, async (tx) => {
    const { id } = await addMovieIn(tx, body, actor);
    return answer(id, await findMovieIn(tx, id));
  });
  if (!replayed) {
    call.afterWrite();
    await learnChanges();
  }
  return reply;
});

/** The version that If-Match names; null where it names none. */
function expectedVersion(headers: Pick<Headers, "get">): number | null {
  const given = headers.get("if-match")?.trim();
  if (given === undefined || given === "*") return null;
  return Number(/^"(\d+)-[^"]*"$/.exec(given)?.[1] ?? 0);
}

/** A film's tag: its version, which If-Match looks at, and its bytes, which a vote changes too. */
function tagOf(found: { movie: unknown; version: number }): string {
  return `"${found.version}-${etagOf(JSON.stringify(found.movie)).slice(1)}`;
}

async function answerMovie(key: number | string) {
  const found = await findMovieDetail(key);
  if (!found) throw noSuchFilm();
  const { movie } = found;
  const made = [tags.movie(movie.id), ...movie.ranks.map(({ list }) => tags.list(list))];
  return { body: movie, headers: { ETag: tagOf(found) }, tags: made };
}

export const getMovie = rest({ ...plain, params: byKey }, async ({ params }) => answerMovie(params.idOrSlug));

export const patchMovie = restAs(
  "movies:write",
  { ...plain, params: byKey, body: moviePatch },
  async (call) => {
    const { request, requestId, params, body, viewer } = call;
    const id = await movieIdOf(params);
    const actor = { userId: viewer.id, correlationId: requestId };
    await updateMovie(id, body, expectedVersion(request.headers), actor);
    call.afterWrite();
    await learnChanges();
    return await answerMovie(id);
  },
);

export const deleteMovie = restAs("movies:write", { ...plain, params: byKey }, async (call) => {
  const { requestId, params, viewer } = call;
  const id = await movieIdOf(params);
  await trashMovie(id, { userId: viewer.id, correlationId: requestId });
  call.afterWrite();
  await learnChanges();
  return { status: 204 };
});
