import { z } from "zod";
import { AppError } from "../errors";

/**
 * Faults of the database's that pass: no connection free, none to be had, or waits that lasted too long. First
 * Prisma's codes; then PostgreSQL's (a statement's timeout, shutting down, starting up, too many connections)
 * and the system's, as they come from queries that don't go through the ORM.
 */
const PASSING = new Set([
  ...["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034", "P2037"],
  ...["57014", "57P01", "57P02", "57P03", "53300"],
  ...["ECONNREFUSED", "ECONNRESET"],
  // Kinds of the adapter's.
  ...["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"],
]);

/** What the driver throws without a code. */
const PASSING_WORDS = /^timeout exceeded when trying to connect|^Connection terminated/;

const databaseFault = z.object({
  code: z.string().optional(),
  message: z.string().optional(),
  /** PostgreSQL's code or the adapter's kind, where Prisma reports that a raw query failed (P2010). */
  meta: z
    .object({
      driverAdapterError: z.object({
        cause: z.object({ originalCode: z.string().optional(), kind: z.string() }),
      }),
    })
    .optional()
    .catch(undefined),
});

function passes(error: unknown): boolean {
  const { data: fault } = databaseFault.safeParse(error);
  if (!fault) return false;
  const cause = fault.meta?.driverAdapterError.cause;
  const codes = [fault.code, cause?.originalCode, cause?.kind];
  return (
    codes.some((code) => code !== undefined && PASSING.has(code)) || PASSING_WORDS.test(fault.message ?? "")
  );
}

/** Anything thrown as an AppError; what isn't one is a fault of ours. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (passes(error))
    return new AppError("unavailable", {
      userMessage: "The site is busy. Try again in a moment.",
      retryAfter: 2,
      cause: error,
    });
  return new AppError("internal", {
    userMessage: "Something went wrong on our side. Try again; if it stays, report the request's id.",
    cause: error,
  });
}
