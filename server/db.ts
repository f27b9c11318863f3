import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "@/prisma/generated/client";
import { env } from "./env";

/** A client inside a transaction: what commands pass on to `recordEvent` and to each other. */
export type Tx = Prisma.TransactionClient;

/**
 * Statements that begin with a comment such as "prepared: rate" are planned once a connection, under that
 * name: for the few busiest, whose planning costs more than their running.
 */
const PREPARED = /^\/\* prepared: ([a-z ]+) \*\//;

/** A client with a bounded pool: waiting for a connection ends after 5 s, a statement after `statementTimeout` ms. */
export function connect(connectionString: string, max = 10, statementTimeout = 30_000) {
  return new PrismaClient({
    transactionOptions: { maxWait: 5_000, timeout: 15_000 },
    adapter: new PrismaPg(
      {
        connectionString,
        max,
        connectionTimeoutMillis: 5_000,
        keepAlive: true,
        statement_timeout: statementTimeout,
        application_name: "marquee",
      },
      { statementNameGenerator: (query) => PREPARED.exec(query.sql)?.[1] ?? "" },
    ),
  });
}

declare global {
  var marqueeDatabase: PrismaClient | undefined;
}

/** The process's one client; survives the reloads of `npm run dev`. */
export function db(): PrismaClient {
  globalThis.marqueeDatabase ??= connect(env().DATABASE_URL, env().DATABASE_POOL);
  return globalThis.marqueeDatabase;
}
