import type { Tx } from "./db";

export { tags } from "./cache-tags";

/**
 * Notes what a transaction makes stale, as its last statement: the row of the version stays locked until the
 * commit, so that versions become visible in their order. Every process learns of it at the commit, by a
 * notification, or by the version within a second (server/front/changes.ts).
 */
export async function markStale(tx: Pick<Tx, "$executeRaw">, stale: readonly string[]): Promise<void> {
  if (stale.length === 0) return;
  await tx.$executeRaw`
    with head as (insert into cache_version as held (id, version) values (1, 1)
        on conflict (id) do update set version = held.version + 1 returning version),
      noted as (insert into cache_change (version, tags)
        select version, ${[...new Set(stale)]}::text[] from head returning version)
    select pg_notify('marquee_cache', version::text) from noted`;
}

/** Has this process look at once for what was committed; what it keeps is right when this settles. */
export async function learnChanges(): Promise<void> {
  await globalThis.marqueeLearnChanges?.();
}
