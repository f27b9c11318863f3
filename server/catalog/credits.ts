import type { Tx } from "../db";
import { personSlug, tidy } from "./titles";

/** Whose names may stand in a film's credits, by the field that people write them in. */
const KINDS = { directors: "director", cast: "cast" } as const;

/**
 * Gives a film these people in this order, of each kind that is given; the same name is the same person.
 * All of a film's people are made by one statement, sorted: two who add films with the same new names, each
 * in the other's place, wait for each other rather than lock each other out.
 */
export async function setCredits(
  tx: Tx,
  movieId: number,
  given: { directors?: readonly string[] | undefined; cast?: readonly string[] | undefined },
): Promise<void> {
  const credits = (["directors", "cast"] as const).flatMap((field) => {
    const names = given[field];
    return names
      ? [{ kind: KINDS[field], people: new Map(names.map((name) => [personSlug(name), tidy(name)])) }]
      : [];
  });
  if (credits.length === 0) return;
  const people = new Map(credits.flatMap((credit) => [...credit.people]));
  await tx.credit.deleteMany({ where: { movieId, kind: { in: credits.map(({ kind }) => kind) } } });
  if (people.size === 0) return;
  await tx.person.createMany({
    data: [...people].map(([slug, name]) => ({ slug, name })).sort((a, b) => (a.slug < b.slug ? -1 : 1)),
    skipDuplicates: true,
  });
  const known = await tx.person.findMany({
    where: { slug: { in: [...people.keys()] } },
    select: { id: true, slug: true },
  });
  const ids = new Map(known.map(({ id, slug }) => [slug, id]));
  await tx.credit.createMany({
    data: credits.flatMap(({ kind, people }) =>
      [...people.keys()].flatMap((slug, billing) => {
        const personId = ids.get(slug);
        return personId === undefined ? [] : [{ movieId, personId, kind, billing }];
      }),
    ),
  });
}
