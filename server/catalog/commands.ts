import type { Prisma } from "@/prisma/generated/client";
import { markStale, tags } from "../cache";
import { db, type Tx } from "../db";
import { AppError } from "../errors";
import { recordEvent } from "../events";
import { setCredits } from "./credits";
import { setGenres } from "./genres";
import { makeDecadeLists } from "./lists";
import { lockTitles } from "./locks";
import { DATES_DISAGREE, datesAgree, type MoviePatch, type ParsedMovieInput } from "./schema";
import { keyword, slugFor, tidy, titleKey } from "./titles";

/** Who does it, and the request it came with, for the log lines of the jobs that follow. */
export interface Actor {
  userId: number;
  correlationId?: string | undefined;
}

/** @throws AppError conflict, with the id and slug of the film of this title and year that stands. */
export async function addMovie(input: ParsedMovieInput, actor: Actor): Promise<{ id: number; slug: string }> {
  return await db().$transaction((tx) => addMovieIn(tx, input, actor));
}

/** `addMovie` within the caller's transaction. */
export async function addMovieIn(
  tx: Tx,
  input: ParsedMovieInput,
  actor: Actor,
): Promise<{ id: number; slug: string }> {
  await lockTitles(tx, [input]);
  if (!input.allowDuplicate) await refuseDuplicate(tx, input.title, input.year);
  const movie = await insertMovie(tx, {
    ...columns(input),
    title: tidy(input.title),
    titleKey: titleKey(input.title),
    year: input.year,
    addedById: actor.userId,
  });
  await setGenres(tx, movie.id, input.genres);
  await makeDecadeLists(tx, [input.year]);
  await setCredits(tx, movie.id, input);
  await noteChange(tx, movie.id, actor);
  await markStale(tx, [...ofAllFilms(), tags.missing()]);
  return movie;
}

/**
 * Changes the fields given; the film's address stays.
 * @param version the version that the writer saw; null where they didn't say.
 * @throws AppError not-found; precondition-failed when someone else changed it since; conflict when title
 * and year become another film's; invalid when the release date doesn't fit the year any more.
 */
export async function updateMovie(
  id: number,
  patch: MoviePatch,
  version: number | null,
  actor: Actor,
): Promise<void> {
  await db().$transaction(async (tx) => {
    const [standing] = await tx.$queryRaw<Standing[]>`
      select title, year, version, release_date::text as "releaseDate" from movie
      where id = ${id} and deleted_at is null for no key update`;
    if (!standing) throw notFound();
    if (version !== null && version !== standing.version)
      throw new AppError("precondition-failed", {
        userMessage:
          "Someone else changed this film since you read it. Read it again and repeat your change.",
      });
    const title = tidy(patch.title ?? standing.title);
    const year = patch.year ?? standing.year;
    const releaseDate = patch.releaseDate === undefined ? standing.releaseDate : patch.releaseDate;
    if (!datesAgree(releaseDate, year))
      throw new AppError("invalid", {
        userMessage: DATES_DISAGREE,
        errors: [{ path: "releaseDate", message: DATES_DISAGREE }],
      });
    const key = titleKey(title);
    if (key !== titleKey(standing.title) || year !== standing.year) {
      await lockTitles(tx, [{ title, year }]);
      await refuseDuplicate(tx, title, year, id);
    }
    await tx.movie.update({
      where: { id },
      data: {
        ...columns(patch),
        title,
        titleKey: key,
        year,
        version: { increment: 1 },
        updatedAt: new Date(),
      },
      select: { id: true },
    });
    if (patch.genres) await setGenres(tx, id, patch.genres);
    await makeDecadeLists(tx, [year]);
    await setCredits(tx, id, patch);
    await noteChange(tx, id, actor);
    await markStale(tx, [...ofAllFilms(), tags.movie(id)]);
  });
}

interface Standing {
  title: string;
  year: number;
  version: number;
  releaseDate: string | null;
}

/**
 * To the trash: it shows nowhere from now on and leaves every list at the next edition.
 * @throws AppError not-found
 */
export async function trashMovie(id: number, actor: Actor): Promise<void> {
  await db().$transaction(async (tx) => {
    const now = new Date();
    const { count } = await tx.movie.updateMany({
      where: { id, deletedAt: null },
      data: { deletedAt: now, updatedAt: now, version: { increment: 1 } },
    });
    if (count === 0) throw notFound();
    await noteChange(tx, id, actor);
    await markStale(tx, [tags.movie(id), tags.movies()]);
  });
}

/** What is made of which films, genres and lists there are. */
const ofAllFilms = () => [tags.movies(), tags.genres(), tags.lists()];

function notFound(): AppError {
  return new AppError("not-found", { userMessage: "There is no such film." });
}

async function refuseDuplicate(tx: Tx, title: string, year: number, but?: number): Promise<void> {
  const twin = await tx.movie.findFirst({
    where: { titleKey: titleKey(title), year, deletedAt: null, ...(but ? { id: { not: but } } : {}) },
    select: { id: true, slug: true, title: true },
  });
  if (!twin) return;
  throw new AppError("conflict", {
    userMessage: `${twin.title} (${year}) is here already. Open that film, or say that this is another one of the same name.`,
    data: { id: twin.id, slug: twin.slug },
  });
}

/** The fields that go into the film's row as they are. */
function columns(input: MoviePatch) {
  return {
    ...(input.originalTitle !== undefined
      ? { originalTitle: input.originalTitle && tidy(input.originalTitle) }
      : {}),
    ...(input.releaseDate !== undefined
      ? { releaseDate: input.releaseDate && new Date(input.releaseDate) }
      : {}),
    ...(input.runtimeMinutes !== undefined ? { runtimeMinutes: input.runtimeMinutes } : {}),
    ...(input.certificate !== undefined ? { certificate: input.certificate && tidy(input.certificate) } : {}),
    ...(input.synopsis !== undefined ? { synopsis: input.synopsis?.trim() || null } : {}),
    ...(input.keywords ? { keywords: [...new Set(input.keywords.map(keyword))] } : {}),
    ...(input.countries ? { countries: [...new Set(input.countries)] } : {}),
    ...(input.posterUrl !== undefined ? { posterUrl: input.posterUrl } : {}),
  };
}

/** Inserts under the first address that is free: "solaris-1972", "solaris-2-1972" … */
async function insertMovie(
  tx: Tx,
  film: Omit<Prisma.MovieCreateManyInput, "slug">,
): Promise<{ id: number; slug: string }> {
  for (let copy = 1; ; copy++) {
    const slug = slugFor(film.title, film.year, copy);
    const [made] = await tx.movie.createManyAndReturn({
      data: [{ ...film, slug }],
      skipDuplicates: true,
      select: { id: true, slug: true },
    });
    if (made) return made;
  }
}

/** The ranking has to look at this film again. */
async function noteChange(tx: Tx, movieId: number, actor: Actor): Promise<void> {
  await tx.dirtyMovie.create({ data: { movieId }, select: { id: true } });
  await recordEvent(tx, "movie/changed", {
    movieId,
    ...(actor.correlationId ? { correlationId: actor.correlationId } : {}),
  });
}
