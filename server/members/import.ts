import { db } from "../db";

/**
 * Makes people for those who rated elsewhere: marked with the data set, without a password, so that nobody
 * can sign in as them. Who was made before is found again.
 * @param source the data set's name in lower-case ASCII.
 * @param numbers what the data set calls them.
 * @returns their numbers here; who can't be made, since somebody of the house has their address, is missing.
 */
export async function importPeople(source: string, numbers: readonly number[]): Promise<Map<number, number>> {
  const emails = new Map(numbers.map((number) => [`${number}@${source}.invalid`, number]));
  await db().user.createMany({
    data: [...emails].map(([email, number]) => ({
      email,
      handle: `${source}-${number}`,
      name: `${source} ${number}`,
      importedFrom: source,
    })),
    skipDuplicates: true,
  });
  const made = await db().user.findMany({
    where: { email: { in: [...emails.keys()] }, importedFrom: source },
    select: { id: true, email: true },
  });
  return new Map(
    made.flatMap(({ id, email }) => {
      const number = emails.get(email);
      return number === undefined ? [] : [[number, id]];
    }),
  );
}
