import { z } from "zod";
import { tags } from "../../cache";
import { findMovies } from "../../catalog/movie-detail";
import { AppError } from "../../errors";
import { findEdition, findEditions, findEntriesAsOf, verifyEdition } from "../../ranking/history";
import { explainMovie, findList, findListPage, findLists } from "../../ranking/queries";
import {
  type EntryView,
  editionNumber,
  editionsQuery,
  entriesQuery,
  explanationQuery,
  listSlug,
} from "../../ranking/schema";
import { plain, rest } from "../rest";
import { pageBody } from "../rest/pages";
import { byKey, movieIdOf } from "./movies";

const bySlug = z.object({ slug: listSlug });
const byEdition = z.object({ slug: listSlug, n: editionNumber });

function noSuchList(): AppError {
  return new AppError("not-found", { userMessage: "There is no such list." });
}

function noSuchEdition(): AppError {
  return new AppError("not-found", { userMessage: "The list has no such edition." });
}

export const listLists = rest(plain, async () => ({
  body: { data: await findLists() },
  tags: [tags.movies(), tags.lists()],
}));

export const getList = rest({ ...plain, params: bySlug }, async ({ params }) => {
  const list = await findList(params.slug);
  if (!list) throw noSuchList();
  return { body: list, tags: [tags.list(params.slug)] };
});

export const listEntries = rest({ ...plain, params: bySlug, query: entriesQuery }, async (call) => {
  const { slug } = call.params;
  const { page, pageSize, edition } = call.query;
  if (edition !== undefined) return await answerPast(call.request.url, slug, edition, page, pageSize);
  const found = await findListPage(slug, page, pageSize, new Date());
  if (!found) throw noSuchList();
  const { list, entries } = found;
  const more = { edition: list.edition, computedAt: list.computedAt };
  return {
    text: pageBody(call.request.url, JSON.stringify(entries), { page, pageSize, total: list.total }, more),
    tags: [tags.list(slug)],
  };
});

/** A page of a list as it stood in an edition; films that went to the trash since are left out. */
async function answerPast(url: string, slug: string, edition: number, page: number, pageSize: number) {
  const [stood, facts] = await Promise.all([
    findEntriesAsOf(slug, edition, page, pageSize),
    findEdition(slug, edition),
  ]);
  if (!stood || !facts) throw noSuchEdition();
  const movies = await findMovies(stood.entries.map((entry) => entry.movieId));
  const entries = stood.entries.flatMap(({ movieId, position, scoreMicro, votes }): EntryView[] => {
    const movie = movies.get(movieId);
    const score = Number(scoreMicro) / 1e6;
    return movie ? [{ position, previousPosition: null, score, interval: null, votes, movie }] : [];
  });
  const more = { edition, computedAt: facts.publishedAt };
  const text = pageBody(url, JSON.stringify(entries), { page, pageSize, total: stood.total }, more);
  return { text, tags: [tags.movies()] };
}

export const listEditions = rest({ ...plain, params: bySlug, query: editionsQuery }, async (call) => {
  const { page, pageSize } = call.query;
  const found = await findEditions(call.params.slug, page, pageSize);
  if (!found) throw noSuchList();
  const { editions, total } = found;
  const text = pageBody(call.request.url, JSON.stringify(editions), { page, pageSize, total });
  return { text, tags: [tags.list(call.params.slug)] };
});

export const getEdition = rest({ ...plain, params: byEdition }, async ({ params }) => {
  const edition = await findEdition(params.slug, params.n);
  if (!edition) throw noSuchEdition();
  return { body: edition, tags: [tags.list(params.slug)] };
});

export const verify = rest({ ...plain, params: byEdition }, async ({ params }) => {
  const proof = await verifyEdition(params.slug, params.n);
  if (!proof) throw noSuchEdition();
  return { body: proof, headers: { "Cache-Control": "no-store" } };
});

export const getExplanation = rest({ ...plain, params: byKey, query: explanationQuery }, async (call) => {
  const id = await movieIdOf(call.params);
  const explanation = await explainMovie(id, call.query.list);
  if (!explanation)
    throw new AppError("not-found", {
      userMessage: "There is no such film or list, or the list's scores decay and have no explanation.",
    });
  return { body: explanation, tags: [tags.movie(id), tags.list(call.query.list)] };
});
