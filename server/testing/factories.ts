import { addMovie } from "../catalog/commands";
import { type MovieInput, movieInput } from "../catalog/schema";
import { db } from "../db";
import type { Role, Session, Viewer } from "../members/schema";
import { publishFull } from "../ranking/publish";

let people = 0;

/** A person of a role. */
export async function makePerson(role: Role = "member"): Promise<Viewer> {
  people += 1;
  return await db().user.create({
    data: {
      name: `Person ${people}`,
      handle: `person-${people}`,
      email: `person-${people}@example.org`,
      role,
    },
    select: { id: true, name: true, handle: true, role: true },
  });
}

/** The session of somebody who signed in. */
export async function sessionOf(person: Viewer): Promise<Session> {
  const { createdAt } = await db().user.findUniqueOrThrow({ where: { id: person.id } });
  return { ...person, since: createdAt.getTime() };
}

/** A film as an editor adds it. */
export async function makeMovie(
  input: Partial<MovieInput> & { title: string },
  userId: number,
): Promise<number> {
  return (await addMovie(movieInput.parse({ year: 1949, ...input }), { userId })).id;
}

/** The lists that every installation has. */
export async function makeStandingLists(): Promise<void> {
  await db().list.createMany({
    data: [
      { slug: "all-time", title: "All time", kind: "all", minimumWeight: 5_000 },
      { slug: "trending", title: "Trending", kind: "trending", minimumWeight: 1_000 },
    ],
  });
}

/** Publishes every list from what is there. */
export async function publishAll(): Promise<void> {
  await db().$transaction((tx) => publishFull(tx, { reason: "nightly", at: new Date() }), {
    timeout: 30_000,
  });
}

/** A model's record, as if its vectors were stored. */
export async function makeModel(status: "candidate" | "retired" | "published"): Promise<number> {
  const made = await db().recModel.create({
    data: {
      kind: "ials_cp",
      status,
      complete: true,
      seed: 1,
      dataHash: "",
      parameters: {},
      films: 1,
      people: 1,
      likes: 1,
      publishedAt: status === "candidate" ? null : new Date(),
    },
    select: { id: true },
  });
  return made.id;
}
