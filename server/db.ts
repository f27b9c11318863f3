import { AsyncLocalStorage } from "node:async_hooks";
import { PrismaPg } from "@prisma/adapter-pg";
import { Pool, type PoolConfig, type QueryResultRow } from "pg";
import { type Prisma, PrismaClient } from "@/prisma/generated/client";
import { env } from "./env";

/** A client inside a transaction: what commands pass on to `recordEvent` and to each other. */
export type Tx = Prisma.TransactionClient;

/**
 * Statements that begin with a comment such as "prepared: refresh stats" are planned once a connection, under that
 * name: for the few busiest, whose planning costs more than their running.
 */
const PREPARED = /^\/\* prepared: ([a-z ]+) \*\//;

/** Behind a pooler in transaction mode a connection's statements, and so their names, are now one client's, now another's. */
function namesStatements(): boolean {
  return env().DATABASE_DIRECT_URL === undefined;
}

/** Milliseconds. Given up after pg's own 10 s, connections and their plans were made anew for the next visitor: 0.1 s. */
const LONGEST_IDLE = 5 * 60_000;

/** Milliseconds of silence before the system asks whether the server is still there; by itself it waits two hours. */
const ASK_AFTER = 10_000;

/** A bounded pool: waiting for a connection ends after 5 s, a statement after 30 s. */
export function makePool(connectionString: string, otherwise: PoolConfig = {}): Pool {
  return new Pool({
    connectionString,
    max: env().DATABASE_POOL,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: LONGEST_IDLE,
    keepAlive: true,
    keepAliveInitialDelayMillis: ASK_AFTER,
    statement_timeout: 30_000,
    application_name: "marquee",
    ...otherwise,
  });
}

/** A client that takes its connections from a pool, and ends it when it ends. */
export function clientOf(pool: Pool): PrismaClient {
  const named = namesStatements();
  const statementNameGenerator = (query: { sql: string }) =>
    (named ? PREPARED.exec(query.sql)?.[1] : undefined) ?? "";
  return new PrismaClient({
    transactionOptions: { maxWait: 5_000, timeout: 15_000 },
    adapter: new PrismaPg(pool, { disposeExternalPool: true, statementNameGenerator, onPoolError: () => {} }),
  });
}

declare global {
  var marqueePool: Pool | undefined;
  var marqueeDatabase: PrismaClient | undefined;
}

/** Another server than the primary, for the reads that run in here (server/replica.ts). */
export const elsewhere = new AsyncLocalStorage<{ pool: Pool; client: PrismaClient }>();

function pool(): Pool {
  globalThis.marqueePool ??= makePool(env().DATABASE_URL);
  return globalThis.marqueePool;
}

/** Connections there are, those idle of them, callers waiting for one, and the most there may be. */
export function poolState(): { total: number; idle: number; waiting: number; most: number } {
  const { totalCount: total, idleCount: idle, waitingCount: waiting } = pool();
  return { total, idle, waiting, most: env().DATABASE_POOL };
}

/** The process's one client; survives the reloads of `npm run dev`. */
export function db(): PrismaClient {
  const other = elsewhere.getStore();
  if (other) return other.client;
  globalThis.marqueeDatabase ??= clientOf(pool());
  return globalThis.marqueeDatabase;
}

/**
 * Runs a prepared statement on the same pool without the ORM, which costs more than the statement itself
 * (0.6 of 0.8 ms of the site's time for a page of films): for the busiest statements only.
 * @param name one a text.
 */
export async function runPrepared<Row extends QueryResultRow>(
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const statement = { text, values: [...values] };
  const on = elsewhere.getStore()?.pool ?? pool();
  return (await on.query<Row>(namesStatements() ? { name, ...statement } : statement)).rows;
}
