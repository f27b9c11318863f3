import type { Pool } from "pg";
import { z } from "zod";
import type { PrismaClient } from "@/prisma/generated/client";
import { clientOf, elsewhere, makePool, runPrepared } from "./db";
import { env } from "./env";
import { AppError } from "./errors";
import { Freshness, type Place } from "./freshness";

/** Milliseconds to wait for the replica, which may hang: the primary is there. */
const patience = { connectionTimeoutMillis: 1_000, query_timeout: 5_000 };

interface Replica {
  pool: Pool;
  client: PrismaClient;
  freshness: Freshness;
}

declare global {
  var marqueeReplica: Replica | undefined;
}

const places = z.tuple([z.object({ cluster: z.string(), end: z.string() })]);

/** The end of what was inserted, not of what was written out: an asynchronous commit is seen before that. */
async function written(): Promise<Place> {
  const rows = await runPrepared(
    "log end",
    "select system_identifier::text as cluster, pg_current_wal_insert_lsn()::text as end from pg_control_system()",
    [],
  );
  return places.parse(rows)[0];
}

function replayedBy(pool: Pool) {
  return async ({ cluster, end }: Place): Promise<boolean> => {
    const { rowCount } = await pool.query(
      `select from pg_control_system()
       where system_identifier::text = $1 and pg_is_in_recovery() and pg_last_wal_replay_lsn() >= $2::pg_lsn`,
      [cluster, end],
    );
    return rowCount === 1;
  };
}

function makeReplica(url: string): Replica {
  const pool = makePool(url, patience);
  return { pool, client: clientOf(pool), freshness: new Freshness({ written, replayed: replayedBy(pool) }) };
}

function replica(): Replica | undefined {
  const { DATABASE_REPLICA_URL: url } = env();
  if (url !== undefined) globalThis.marqueeReplica ??= makeReplica(url);
  return globalThis.marqueeReplica;
}

/**
 * Has a public read answered by the replica, where there is one that has everything this process knows to have
 * changed; else, and when the replica fails, by the primary. `db()` and `runPrepared` within it lead there.
 * @param read reads only, and may be done twice.
 */
export async function fromReplica<Result>(read: () => Promise<Result>): Promise<Result> {
  const other = replica();
  if (!other || !(await other.freshness.hasCaughtUp())) return await read();
  try {
    return await elsewhere.run(other, read);
  } catch (error) {
    // An answer of ours, not the replica's failure.
    if (error instanceof AppError) throw error;
    other.freshness.failed(error);
    return await read();
  }
}
