import { db } from "../db";
import { truncateAll } from "../testing/database";
import { makeMovie, makePerson } from "../testing/factories";

/** A voter without ratings, and eight films. */
export let userId: number;
export let movies: number[];

/** Makes the voter and the films anew, in an empty database. */
export async function prepare(): Promise<void> {
  await truncateAll();
  userId = (await makePerson()).id;
  movies = [];
  for (let at = 0; at < 8; at++) movies.push(await makeMovie({ title: `Film ${at}` }, userId));
  await forget();
}

/** Takes away what was noted so far. */
export async function forget(): Promise<void> {
  await db().dirtyMovie.deleteMany();
  await db().outbox.deleteMany();
}

export function movie(at: number): number {
  return movies[at] ?? 0;
}

/** How many ratings the voter is said to have. */
export async function count(): Promise<number> {
  return (await db().user.findUniqueOrThrow({ where: { id: userId } })).ratingCount;
}

/** The films that await a new score. */
export async function noted(): Promise<number[]> {
  const notes = await db().dirtyMovie.findMany({ select: { movieId: true } });
  return [...new Set(notes.map((note) => note.movieId))].sort((a, b) => a - b);
}
