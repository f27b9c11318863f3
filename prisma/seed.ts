import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { hashPassword } from "@/server/auth/password";
import { addCredits } from "@/server/catalog/credits";
import { addGenres } from "@/server/catalog/genres";
import { makeDecadeLists, makeStandingLists } from "@/server/catalog/lists";
import { db, type Tx } from "@/server/db";
import { recordEvent } from "@/server/events";
import { ADMIN_EMAIL } from "@/server/members/schema";
import { publishFull } from "@/server/ranking/publish";
import { demoCommunity } from "./seed/community";
import { readFilms, type SeedFilm } from "./seed/films";

/** Weeks before the first start of which the demo has editions, so that films have moved since. */
const PAST_WEEKS = [5, 4, 3, 2, 1];

const PATIENCE = { maxWait: 10_000, timeout: 600_000 };

function say(line: string) {
  process.stdout.write(`${line}\n`);
}

/** Notes films for the rankings, whoever publishes next: a site may run beside the seed, and the seed be stopped. */
async function note(tx: Tx, movieIds: readonly number[]): Promise<void> {
  await tx.dirtyMovie.createMany({ data: movieIds.map((movieId) => ({ movieId })) });
}

async function removeDemo(): Promise<number> {
  return await db().$transaction(async (tx) => {
    const rated = await tx.rating.findMany({
      where: { user: { isDemo: true } },
      distinct: ["movieId"],
      select: { movieId: true },
    });
    await note(
      tx,
      rated.map(({ movieId }) => movieId),
    );
    return (await tx.user.deleteMany({ where: { isDemo: true } })).count;
  }, PATIENCE);
}

async function seedFilms(films: readonly SeedFilm[]): Promise<number> {
  return await db().$transaction(async (tx) => {
    const made = await tx.movie.createManyAndReturn({
      data: films.map(({ genre: _genre, directors: _directors, cast: _cast, releaseDate, ...film }) => ({
        ...film,
        releaseDate: new Date(releaseDate),
      })),
      skipDuplicates: true,
      select: { id: true, slug: true },
    });
    const ids = new Map(made.map((movie) => [movie.slug, movie.id]));
    const added = films.flatMap((film) => {
      const movieId = ids.get(film.slug);
      return movieId === undefined ? [] : [{ ...film, movieId }];
    });
    await makeStandingLists(tx);
    await makeDecadeLists(
      tx,
      films.map(({ year }) => year),
    );
    await addGenres(
      tx,
      added.map(({ movieId, genre }) => ({ movieId, slugs: genre === null ? [] : [genre] })),
    );
    await addCredits(tx, added);
    await note(
      tx,
      made.map(({ id }) => id),
    );
    return made.length;
  }, PATIENCE);
}

async function seedCommunity(films: readonly SeedFilm[], end: Date): Promise<number> {
  const { people, ratings } = demoCommunity(films, end);
  const ids = new Map(
    (await db().movie.findMany({ select: { id: true, slug: true } })).map((movie) => [movie.slug, movie.id]),
  );
  return await db().$transaction(async (tx) => {
    const made = await tx.user.createManyAndReturn({
      data: people.map((person) => ({
        ...person,
        email: `${person.handle}@demo.invalid`,
        isDemo: true,
        createdAt: new Date(end.getTime() - 61 * 86_400_000),
      })),
      select: { id: true },
    });
    const data = ratings.flatMap(({ person, film, value, ratedAt }) => {
      const userId = made[person]?.id;
      const movieId = ids.get(films[film]?.slug ?? "");
      if (userId === undefined || movieId === undefined) return [];
      return [{ userId, movieId, value, createdAt: ratedAt, updatedAt: ratedAt }];
    });
    for (let at = 0; at < data.length; at += 5_000)
      await tx.rating.createMany({ data: data.slice(at, at + 5_000) });
    await note(tx, [...new Set(data.map(({ movieId }) => movieId))]);
    await tx.$executeRaw`update app_user set rating_count =
      (select count(*) from rating where rating.user_id = app_user.id) where is_demo`;
    return data.length;
  }, PATIENCE);
}

async function publishEditions(now: Date, weeks: readonly number[]): Promise<void> {
  for (const week of weeks) {
    const at = new Date(now.getTime() - week * 7 * 86_400_000);
    await db().$transaction((tx) => publishFull(tx, { reason: "seed", at, until: at }), PATIENCE);
  }
  await db().$transaction(async (tx) => {
    await publishFull(tx, { reason: "seed", at: now });
    // A site that runs beside the seed drops its cached pages when it sees this.
    await recordEvent(tx, "rankings/refresh-requested", { runId: `seed-${now.getTime()}` });
    await recordEvent(tx, "recommendations/train-requested", { runId: randomUUID(), refit: true });
  }, PATIENCE);
}

async function seedAdmin(): Promise<void> {
  const password = process.env.MARQUEE_ADMIN_PASSWORD;
  if (!password || (await db().user.count({ where: { role: "admin" } })) > 0) return;
  await db().user.create({
    data: {
      email: ADMIN_EMAIL,
      handle: "admin",
      name: "Admin",
      role: "admin",
      passwordHash: await hashPassword(password),
    },
  });
}

function report(title: string, items: readonly { film: string; reason: string }[]) {
  if (items.length === 0) return;
  say(`${title}:`);
  for (const { film, reason } of items.slice(0, 20)) say(`  ${film}: ${reason}`);
  if (items.length > 20) say(`  and ${items.length - 20} more of the same kinds`);
}

async function main() {
  const { values: flags } = parseArgs({
    options: {
      "first-start": { type: "boolean" },
      demo: { type: "boolean" },
      "no-demo": { type: "boolean" },
    },
  });
  await seedAdmin();
  const there = await db().movie.count();
  if (flags["first-start"] && there > 0) return;
  const now = new Date();
  if (flags["no-demo"]) {
    say(`The demo community is gone: ${await removeDemo()} people with all their ratings.`);
  }
  const { films, read, skipped, repaired } = readFilms(now);
  say(`Reading ${read.toLocaleString("en")} films …`);
  const made = await seedFilms(films);
  const demo = !flags["no-demo"] && (await db().user.count({ where: { isDemo: true } })) === 0;
  const ratings = demo ? await seedCommunity(films, now) : 0;
  say("Computing the rankings …");
  await publishEditions(now, demo && there === 0 ? PAST_WEEKS : []);
  report("Put right", repaired);
  report("Skipped", skipped);
  const standing = films.length - made;
  say(
    `${made.toLocaleString("en")} films added, ${standing.toLocaleString("en")} were there, ${skipped.length} skipped` +
      `${demo ? `; a demo community of 200 people with ${ratings.toLocaleString("en")} ratings (npm run seed -- --no-demo removes it)` : ""}.`,
  );
}

await main().finally(() => db().$disconnect());
