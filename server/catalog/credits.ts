import type { Tx } from "../db";
import { personSlug, tidy } from "./titles";

/** Whose names may stand in a film's credits, by the field that people write them in. */
const KINDS = { directors: "director", cast: "cast" } as const;

interface Names {
  directors?: readonly string[] | undefined;
  cast?: readonly string[] | undefined;
}

/** Credits a statement takes at most: PostgreSQL counts its parameters in 16 bits. */
const AT_ONCE = 5_000;

/** Gives a film these people in this order, of each kind that is given. */
export async function setCredits(tx: Tx, movieId: number, given: Names): Promise<void> {
  const kinds = (["directors", "cast"] as const).flatMap((field) => (given[field] ? [KINDS[field]] : []));
  if (kinds.length === 0) return;
  await tx.credit.deleteMany({ where: { movieId, kind: { in: kinds } } });
  await addCredits(tx, [{ ...given, movieId }]);
}

/**
 * Gives films that have none of a kind these people in this order; the same name is the same person. All
 * people are made by one statement, sorted: two who add films with the same new names, each in the other's
 * place, wait for each other rather than lock each other out.
 */
export async function addCredits(tx: Tx, films: readonly (Names & { movieId: number })[]): Promise<void> {
  const credits = films.flatMap((film) =>
    (["directors", "cast"] as const).map((field) => ({
      movieId: film.movieId,
      kind: KINDS[field],
      people: new Map((film[field] ?? []).map((name) => [personSlug(name), tidy(name)])),
    })),
  );
  const people = [...new Map(credits.flatMap((credit) => [...credit.people]))];
  if (people.length === 0) return;
  people.sort(([a], [b]) => (a < b ? -1 : 1));
  const ids = new Map<string, number>();
  for (let at = 0; at < people.length; at += AT_ONCE) {
    const some = people.slice(at, at + AT_ONCE);
    await tx.person.createMany({ data: some.map(([slug, name]) => ({ slug, name })), skipDuplicates: true });
    const known = await tx.person.findMany({
      where: { slug: { in: some.map(([slug]) => slug) } },
      select: { id: true, slug: true },
    });
    for (const { id, slug } of known) ids.set(slug, id);
  }
  const data = credits.flatMap(({ movieId, kind, people }) =>
    [...people.keys()].flatMap((slug, billing) => {
      const personId = ids.get(slug);
      return personId === undefined ? [] : [{ movieId, personId, kind, billing }];
    }),
  );
  for (let at = 0; at < data.length; at += AT_ONCE)
    await tx.credit.createMany({ data: data.slice(at, at + AT_ONCE) });
}
