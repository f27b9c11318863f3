import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { db } from "../db";
import { truncateAll } from "../testing/database";
import { type Planted, plant, sow } from "../testing/planted";
import { dismiss, goBack, pickFilms, publishModel, setPreferences } from "./commands";
import { mulberry32 } from "./maths/random";
import { findForYou, findGrid, findModels, findSimilar, findStaleMembers, findStandingId } from "./queries";
import { refreshFilms } from "./serving/refresh-films";
import { refreshMembers } from "./serving/refresh-members";
import { trainCandidate } from "./training/candidate";
import { completeModel } from "./training/complete";
import { readTrainingData } from "./training/data";
import { type Train, trainCollaborative } from "./training/model";
import { stopWork, work } from "./work/client";

// Trainings take seconds, more where many tests share the processors.
vi.setConfig({ testTimeout: 120_000 });

let planted: Planted;
let movieIds: number[];
let userIds: number[];

const NOBODY = { userId: null, why: "a test" };

/** Factors of one film given to another. */
const shuffled: Train = (likes, content, ids, parameters) => {
  const trained = trainCollaborative(likes, content, ids, parameters);
  const random = mulberry32(7);
  const order = Array.from({ length: likes.columns }, (_, film) => film).sort(() => random() - 0.5);
  const taste = (liked: Int32Array) => {
    const own = trained.collaborative.taste(liked);
    const scores = Float64Array.from(order, (film) => own.scores[film] ?? 0);
    return { scores, terms: (film: number) => own.terms(order[film] ?? 0) };
  };
  return { ...trained, collaborative: { kind: trained.collaborative.kind, taste } };
};

async function trainAndPublish(): Promise<number> {
  const { modelId, passed } = await trainCandidate({ refit: false });
  expect(passed).toBe(true);
  await completeModel(modelId);
  await publishModel(modelId, NOBODY);
  return modelId;
}

beforeAll(async () => {
  await truncateAll();
  planted = plant(150, 120, 18, 5);
  ({ movieIds, userIds } = await sow(planted));
}, 60_000);

afterAll(stopWork);

describe("a model", () => {
  test("is trained, judged, published, and serves lists of the members' own circles", async () => {
    expect((await findForYou(userIds[0] ?? 0, 10)).state).toBe("waiting");
    const modelId = await trainAndPublish();
    const { models, standing } = await findModels(1);
    expect(standing).toBe(modelId);
    expect(models[0]).toMatchObject({
      status: "published",
      kind: "ials-cp",
      films: 150,
      people: 120,
      complete: true,
    });
    expect(models[0]?.metrics?.ndcg10).toBeGreaterThan(1.2 * (models[0]?.metrics?.popularityNdcg10 ?? 1));
    expect((await refreshMembers(userIds)).refreshed).toBe(120);
    let own = 0;
    for (const [person, userId] of userIds.entries()) {
      const list = await findForYou(userId, 10);
      expect(list).toMatchObject({ state: "personal", modelId, stale: false });
      expect(list.films).toHaveLength(10);
      const rated = new Set([...(planted.people[person]?.films ?? [])].map((film) => movieIds[film]));
      for (const film of list.films) {
        expect(rated).not.toContain(film.id);
        if (planted.filmCircles[movieIds.indexOf(film.id)] === planted.personCircles[person]) own += 1;
      }
    }
    expect(own / 1_200).toBeGreaterThan(0.6);
  });

  test("gives films neighbours of their kind, with what they share", async () => {
    const { similar, alsoLiked } = await findSimilar(movieIds[0] ?? 0);
    const circles = similar.map((film) => planted.filmCircles[movieIds.indexOf(film.id)]);
    expect(circles.filter((circle) => circle === 0).length).toBeGreaterThan(9);
    for (const { reason } of similar)
      expect(["director", "cast", "genre", "plot", "era"]).toContain(reason.kind);
    expect(alsoLiked.length).toBeGreaterThan(0);
    expect(await findGrid(30)).toHaveLength(30);
  });

  test("never names another person in a reason", async () => {
    const people = (await db().user.findMany()).flatMap(({ name, handle, email }) => [name, handle, email]);
    const anybody = new RegExp(people.map((name) => `\\b${name}\\b`).join("|"));
    const titles = new Set((await db().movie.findMany()).map(({ title }) => title));
    for (const userId of userIds.slice(0, 20))
      for (const { reason } of (await findForYou(userId, 100)).films) {
        expect(reason.text).not.toMatch(anybody);
        if (reason.kind === "liked") expect(titles).toContain(reason.movie?.title);
      }
  });

  test("stands when a shuffled one wants its place", async () => {
    const before = await findStandingId();
    const { modelId, passed } = await trainCandidate({ refit: false, train: shuffled });
    expect(passed).toBe(false);
    const rejected = (await findModels(1)).models.find((model) => model.id === modelId);
    expect(rejected).toMatchObject({ status: "rejected", complete: false });
    expect(rejected?.verdict).toMatch(/^Refused: /);
    await expect(completeModel(modelId)).rejects.toThrow(/no candidate/);
    await expect(publishModel(modelId, NOBODY)).rejects.toMatchObject({ code: "conflict" });
    expect(await findStandingId()).toBe(before);
  });

  test("that is asked for again while it is in the making is made once", async () => {
    const before = await db().recModel.count();
    const [first, again] = await Promise.all([
      work("train-candidate", { refit: false }),
      work("train-candidate", { refit: false }),
    ]);
    expect(again).toEqual(first);
    expect(await db().recModel.count()).toBe(before + 1);
    const later = await work("train-candidate", { refit: false });
    expect(later.modelId).toBeGreaterThan(first.modelId);
  });

  test("gives way to the next in one swap, and comes back", async () => {
    const first = await findStandingId();
    const second = await trainAndPublish();
    expect(await findStandingId()).toBe(second);
    expect((await findStaleMembers(1_000)).length).toBe(120);
    expect(await goBack(NOBODY)).toEqual({ modelId: first });
    expect(await findStandingId()).toBe(first);
    expect(await db().recModel.count({ where: { status: "published" } })).toBe(1);
  });
});

describe("a film", () => {
  test("that comes later is among its kind at once, and leaves with the trash", async () => {
    const text = planted.films[3];
    const twin = movieIds[3] ?? 0;
    const genre = await db().genre.findFirstOrThrow({ where: { slug: text?.genres[0] ?? "" } });
    const director = await db().person.findFirstOrThrow({ where: { name: text?.directors[0] ?? "" } });
    const made = await db().movie.create({
      data: {
        slug: "late-1990",
        title: "Late",
        titleKey: "late",
        year: text?.year ?? 1990,
        synopsis: text?.synopsis ?? "",
        genres: { create: { genreId: genre.id } },
        credits: { create: { personId: director.id, kind: "director" } },
      },
    });
    expect((await refreshFilms()).movieIds).toContain(made.id);
    const vector = await db().movieVector.findFirstOrThrow({ where: { movieId: made.id } });
    expect([vector.content.length, vector.cf.length]).toEqual([128, 64]);
    const { similar } = await findSimilar(made.id);
    expect(similar.map((film) => planted.filmCircles[movieIds.indexOf(film.id)])).toContain(3);
    expect((await findSimilar(twin)).similar.map((film) => film.id)).toContain(made.id);
    expect((await refreshFilms()).movieIds).toEqual([]);
    await db().movie.update({
      where: { id: made.id },
      data: { deletedAt: new Date(), updatedAt: new Date() },
    });
    await refreshFilms();
    expect((await findSimilar(twin)).similar.map((film) => film.id)).not.toContain(made.id);
    expect(await db().movieVector.count({ where: { movieId: made.id } })).toBe(0);
  });
});

describe("a member", () => {
  test("who dismisses a film never sees it, before and after the list is made anew", async () => {
    const userId = userIds[1] ?? 0;
    await refreshMembers([userId]);
    const [first] = (await findForYou(userId, 5)).films;
    await dismiss(userId, first?.id ?? 0);
    const now = await findForYou(userId, 100);
    expect(now.stale).toBe(true);
    expect(now.films.map((film) => film.id)).not.toContain(first?.id);
    await refreshMembers([userId]);
    expect((await findForYou(userId, 100)).films.map((film) => film.id)).not.toContain(first?.id);
  });

  test("who moves the slider to content gets another list than at the crowd's end", async () => {
    const userId = userIds[2] ?? 0;
    const listAt = async (crowd: number) => {
      await setPreferences(userId, { crowd });
      await refreshMembers([userId]);
      return (await findForYou(userId, 20)).films.map((film) => film.id);
    };
    expect(await listAt(0)).not.toEqual(await listAt(1));
  });

  test("who is new picks five films and has a list of that kind at once", async () => {
    const { id } = await db().user.create({ data: { email: "new@example.org", handle: "new", name: "New" } });
    const five = movieIds.filter((_, film) => planted.filmCircles[film] === 2).slice(0, 5);
    const list = await pickFilms(id, five, 10);
    expect(list).toMatchObject({ state: "personal", picks: 5, ratings: 0 });
    const circles = list.films.map((film) => planted.filmCircles[movieIds.indexOf(film.id)]);
    expect(circles.filter((circle) => circle === 2).length).toBeGreaterThanOrEqual(8);
    expect(list.films.map((film) => film.reason.kind)).toContain("picked");
  });

  test("who opts out keeps nothing, gets nothing computed, and isn't learned from", async () => {
    const userId = userIds[3] ?? 0;
    const before = await readTrainingData();
    await setPreferences(userId, { personalised: false });
    await refreshMembers([userId]);
    for (const kept of [
      await db().userRec.count({ where: { userId } }),
      await db().recPick.count({ where: { userId } }),
      await db().recDismissal.count({ where: { userId } }),
    ])
      expect(kept).toBe(0);
    expect((await findForYou(userId, 5)).state).toBe("popular");
    const after = await readTrainingData();
    expect(after.people.length).toBe(before.people.length - 1);
    expect(after.hash).not.toBe(before.hash);
    await expect(pickFilms(userId, [movieIds[0] ?? 0], 5)).rejects.toMatchObject({ code: "invalid" });
  });

  test("who leaves takes rows and weight along", async () => {
    const userId = userIds[4] ?? 0;
    const before = await readTrainingData();
    await db().user.delete({ where: { id: userId } });
    expect(await db().userRec.count({ where: { userId } })).toBe(0);
    await refreshMembers([userId]);
    expect(await db().userRec.count({ where: { userId } })).toBe(0);
    expect((await readTrainingData()).people.length).toBe(before.people.length - 1);
  });
});
