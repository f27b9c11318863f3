import type { Tx } from "../db";
import { slugFor } from "./titles";

/**
 * Makes those wait who add or rename to these titles and years at the same time, whatever their spelling. In
 * one order, so that two who lock many don't lock each other out.
 */
export async function lockTitles(tx: Tx, films: readonly { title: string; year: number }[]): Promise<void> {
  const names = [...new Set(films.map(({ title, year }) => `movie: ${slugFor(title, year)}`))].sort();
  await tx.$executeRaw`
    select pg_advisory_xact_lock(hashtextextended(name, 0))
    from unnest(${names}::text[]) with ordinality as named (name, at) order by at`;
}
