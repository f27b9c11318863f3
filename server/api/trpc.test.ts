import { beforeAll, describe, expect, test } from "vitest";
import { db } from "../db";
import type { Role, Session } from "../members/schema";
import { truncateAll } from "../testing/database";
import { makeModel, makeMovie, makePerson, sessionOf } from "../testing/factories";
import { appRouter } from "./root";
import { createCallerFactory } from "./trpc";

const createCaller = createCallerFactory(appRouter);

type Caller = ReturnType<typeof createCaller>;
type Who = Role | "visitor";

const everybody: readonly Who[] = ["visitor", "member", "editor", "admin"];
const members: readonly Who[] = ["member", "editor", "admin"];
const staff: readonly Who[] = ["editor", "admin"];

let movieId: number;
let sequence = 0;
const viewers = new Map<Who, Session | null>();

/** Who may call each procedure, and a call that is right but for who makes it. */
const matrix: Record<string, { who: readonly Who[]; call: (caller: Caller) => Promise<unknown> }> = {
  "audit.list": { who: staff, call: (caller) => caller.audit.list({}) },
  "deadLetters.discard": {
    who: ["admin"],
    call: async (caller) =>
      caller.deadLetters.discard({ runId: await makeLetter(), reason: "it was a test" }),
  },
  "deadLetters.get": {
    who: staff,
    call: async (caller) => caller.deadLetters.get({ runId: await makeLetter() }),
  },
  "deadLetters.list": { who: staff, call: (caller) => caller.deadLetters.list({}) },
  "deadLetters.replay": {
    who: ["admin"],
    call: async (caller) => caller.deadLetters.replay({ runId: await makeLetter() }),
  },
  "deadLetters.replayAll": {
    who: ["admin"],
    call: (caller) => caller.deadLetters.replayAll({ functionId: "sweep" }),
  },
  "movies.add": {
    who: staff,
    call: (caller) => caller.movies.add({ title: `Another ${++sequence}`, year: 2000 }),
  },
  "movies.adminList": { who: staff, call: (caller) => caller.movies.adminList({ q: "a" }) },
  "movies.editable": { who: staff, call: (caller) => caller.movies.editable({ id: movieId }) },
  "movies.findDuplicate": {
    who: staff,
    call: (caller) => caller.movies.findDuplicate({ title: "Solaris", year: 1972 }),
  },
  "movies.genres": { who: everybody, call: (caller) => caller.movies.genres() },
  "movies.update": {
    who: staff,
    call: async (caller) => {
      const { version } = await db().movie.findUniqueOrThrow({ where: { id: movieId } });
      await caller.movies.update({ id: movieId, version, patch: { keywords: ["ocean"] } });
    },
  },
  "ratings.clear": { who: members, call: (caller) => caller.ratings.clear({ movieId }) },
  "ratings.mine": { who: everybody, call: (caller) => caller.ratings.mine({ movieIds: [movieId] }) },
  "ratings.rate": { who: members, call: (caller) => caller.ratings.rate({ movieId, value: 8 }) },
  "recommendations.decisions": { who: staff, call: (caller) => caller.recommendations.decisions() },
  "recommendations.dismiss": { who: members, call: (caller) => caller.recommendations.dismiss({ movieId }) },
  "recommendations.dismissed": { who: members, call: (caller) => caller.recommendations.dismissed() },
  "recommendations.forYou": { who: members, call: (caller) => caller.recommendations.forYou({}) },
  "recommendations.goBack": {
    who: ["admin"],
    call: async (caller) => {
      await makeModel("retired");
      await caller.recommendations.goBack();
    },
  },
  "recommendations.grid": { who: everybody, call: (caller) => caller.recommendations.grid() },
  "recommendations.health": { who: staff, call: (caller) => caller.recommendations.health() },
  "recommendations.models": { who: staff, call: (caller) => caller.recommendations.models({}) },
  // Refused for its number of films by whoever may call it: a list itself is made in another process.
  "recommendations.pick": {
    who: members,
    call: async (caller) => {
      const picked = caller.recommendations.pick({ movieIds: [999_999] });
      await picked.catch((error) => {
        if (error.code !== "NOT_FOUND") throw error;
      });
    },
  },
  "recommendations.preferences": { who: members, call: (caller) => caller.recommendations.preferences() },
  "recommendations.publishModel": {
    who: ["admin"],
    call: async (caller) => caller.recommendations.publishModel({ modelId: await makeModel("candidate") }),
  },
  "recommendations.restore": { who: members, call: (caller) => caller.recommendations.restore({ movieId }) },
  "recommendations.setPreferences": {
    who: members,
    call: (caller) => caller.recommendations.setPreferences({ crowd: 0.2 }),
  },
  "recommendations.train": { who: ["admin"], call: (caller) => caller.recommendations.train({}) },
  "runs.cancel": {
    who: ["admin"],
    call: async (caller) => caller.runs.cancel({ runId: await makeRun() }),
  },
  "runs.get": { who: staff, call: async (caller) => caller.runs.get({ runId: await makeRun() }) },
  "runs.list": { who: staff, call: (caller) => caller.runs.list({ page: 1 }) },
  "runs.runNow": { who: ["admin"], call: (caller) => caller.runs.runNow({ functionId: "sweep" }) },
  "viewer.account": { who: members, call: (caller) => caller.viewer.account() },
  "viewer.deleteAccount": {
    who: members,
    // Nobody in this test has a password, so whoever may ask hears that it is wrong.
    call: async (caller) => {
      await caller.viewer.deleteAccount({ password: "wrong" }).catch((error: { code?: string }) => {
        if (error.code !== "UNPROCESSABLE_CONTENT") throw error;
      });
    },
  },
  "viewer.me": { who: everybody, call: (caller) => caller.viewer.me() },
  "viewer.signUp": {
    who: everybody,
    call: (caller) =>
      caller.viewer.signUp({
        name: "New",
        email: `new-${++sequence}@example.org`,
        password: "long enough, this one",
      }),
  },
};

async function makeLetter(): Promise<string> {
  const { runId } = await db().deadLetter.create({
    data: { runId: `letter-${++sequence}`, functionId: "sweep", event: {}, error: { message: "it broke" } },
  });
  return runId;
}

async function makeRun(): Promise<string> {
  const { id } = await db().jobRun.create({
    data: { id: `run-${++sequence}`, functionId: "sweep", status: "running", eventId: "event" },
  });
  return id;
}

function callerFor(viewer: Session | null): Caller {
  return createCaller({
    viewer,
    requestId: "request-1",
    address: "1.1.1.1",
    afterWrite: () => {},
  });
}

const signedIn = async (role: Role = "member") => await sessionOf(await makePerson(role));

beforeAll(async () => {
  await truncateAll();
  viewers.set("visitor", null);
  for (const role of ["member", "editor", "admin"] as const) viewers.set(role, await signedIn(role));
  movieId = await makeMovie({ title: "Solaris", year: 1972 }, viewers.get("editor")?.id ?? 0);
});

describe("who may call what", () => {
  test("the matrix names every procedure", () => {
    expect(Object.keys(appRouter._def.procedures).sort()).toEqual(Object.keys(matrix).sort());
  });

  for (const [path, { who, call }] of Object.entries(matrix))
    test.each(everybody)(`${path} by a %s`, async (role) => {
      const called = call(callerFor(viewers.get(role) ?? null));
      if (who.includes(role)) await expect(called).resolves.not.toThrow();
      else
        await expect(called).rejects.toMatchObject({
          code: role === "visitor" ? "UNAUTHORIZED" : "FORBIDDEN",
        });
    });
});

describe("the database has the last word", () => {
  test("on a role that was taken away since the sign-in", async () => {
    const person = await signedIn("member");
    const stale = callerFor({ ...person, role: "admin" });
    await expect(stale.runs.runNow({ functionId: "sweep" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("on people who were banned or removed since", async () => {
    const person = await signedIn("admin");
    await db().user.update({ where: { id: person.id }, data: { bannedAt: new Date() } });
    await expect(callerFor(person).ratings.rate({ movieId, value: 8 })).rejects.toMatchObject({
      code: "UNAUTHORIZED",
    });
    expect(await callerFor(person).viewer.me()).toBeNull();
    const nobody = callerFor({ ...person, id: 999_999 });
    await expect(nobody.ratings.rate({ movieId, value: 8 })).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });
});

test("a session of another account that had this id is signed out", async () => {
  const person = await signedIn("admin");
  await callerFor(person).ratings.rate({ movieId, value: 8 });
  const before = callerFor({ ...person, since: person.since - 1 });
  expect(await before.viewer.me()).toBeNull();
  expect(await before.ratings.mine({ movieIds: [movieId] })).toEqual({});
  await expect(before.ratings.rate({ movieId, value: 1 })).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});

describe("a vote", () => {
  test.each([[0], [11], [5.5], ["8"], [null], [Number.NaN]])("of %j is refused", async (value) => {
    const caller = callerFor(viewers.get("member") ?? null);
    const input: unknown = { movieId, value };
    const rate: (given: never) => Promise<unknown> = caller.ratings.rate;
    await expect(Reflect.apply(rate, null, [input])).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  test("is kept and shown to its owner; the film's pages wait for the next edition", async () => {
    const caller = callerFor(await signedIn());
    const staleBefore = await db().cacheChange.count();
    expect(await caller.ratings.rate({ movieId, value: 8 })).toMatchObject({ value: 8 });
    expect(await caller.ratings.mine({ movieIds: [movieId, 999] })).toEqual({ [movieId]: 8 });
    expect(await db().cacheChange.count()).toBe(staleBefore);
    await caller.ratings.clear({ movieId });
    expect(await caller.ratings.mine({ movieIds: [movieId] })).toEqual({});
  });
});

test("a duplicate is refused with the film that stands", async () => {
  const caller = callerFor(viewers.get("editor") ?? null);
  expect(await caller.movies.findDuplicate({ title: "SOLARIS!", year: 1972 })).toMatchObject({ id: movieId });
  await expect(caller.movies.add({ title: "solaris", year: 1972 })).rejects.toMatchObject({
    code: "CONFLICT",
    cause: { data: { id: movieId, slug: "solaris-1972" } },
  });
});

test("the admin list finds titles however they are accented, newest first", async () => {
  const caller = callerFor(viewers.get("editor") ?? null);
  await caller.movies.add({ title: "Amélie", year: 2001, genres: ["comedy"] });
  const { rows, total } = await caller.movies.adminList({ q: "AMELIE" });
  expect(total).toBe(1);
  expect(rows[0]).toMatchObject({ title: "Amélie", genres: ["comedy"], votes: 0, score: null });
});
