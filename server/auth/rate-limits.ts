import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { pool } from "../db";
import { env } from "../env";
import { AppError } from "../errors";

const SIGN_IN_WINDOW = 15 * 60;
const WRITE_WINDOW = 60;

interface Limits {
  account: RateLimiterPostgres;
  address: RateLimiterPostgres;
  writes: RateLimiterPostgres;
}

let made: Limits | undefined;

/** Counted in the database, for all processes: one statement each, on a table that no write-ahead log waits for. */
function limits(): Limits {
  const store = { storeClient: pool(), storeType: "pool", tableName: "rate_limit", tableCreated: true };
  const signIn = { ...store, duration: SIGN_IN_WINDOW };
  const { MARQUEE_SIGN_IN_LIMIT: attempts, MARQUEE_WRITE_LIMIT: writes } = env();
  made ??= {
    account: new RateLimiterPostgres({ ...signIn, keyPrefix: "sign-in account", points: attempts }),
    address: new RateLimiterPostgres({ ...signIn, keyPrefix: "sign-in address", points: 10 * attempts }),
    writes: new RateLimiterPostgres({
      ...store,
      keyPrefix: "writes",
      points: writes,
      duration: WRITE_WINDOW,
    }),
  };
  return made;
}

/** "40 seconds", "3 minutes". */
function spell(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (seconds <= 90) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  return `${minutes} minutes`;
}

function refusal(what: string, waits: RateLimiterRes): AppError {
  const retryAfter = Math.max(1, Math.ceil(waits.msBeforeNext / 1000));
  return new AppError("rate-limited", {
    userMessage: `${what} Try again in ${spell(retryAfter)}.`,
    retryAfter,
  });
}

async function take(limiter: RateLimiterPostgres, key: string, what: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    throw refused instanceof RateLimiterRes ? refusal(what, refused) : refused;
  }
}

/**
 * Counts an attempt to sign in, against the account tried and the address it comes from.
 * @throws AppError rate-limited, which says how long to wait.
 */
export async function countSignIn(email: string, address: string): Promise<void> {
  await take(limits().address, address, "There were too many attempts to sign in from your network.");
  await take(limits().account, email, "There were too many attempts to sign in to this account.");
}

/** A successful sign-in clears the account's attempts. */
export async function clearSignIns(email: string): Promise<void> {
  await limits().account.delete(email);
}

/**
 * Counts a sign-up from an address.
 * @throws AppError rate-limited
 */
export async function countSignUp(address: string): Promise<void> {
  await take(limits().address, `sign-up ${address}`, "There were too many sign-ups from your network.");
}

/** What a person may still write in the window under way; `reset` in seconds. */
export interface Budget {
  limit: number;
  remaining: number;
  reset: number;
}

/** Counts a person's write. `allowed` false: the budget is spent. */
export async function countWrite(userId: number): Promise<Budget & { allowed: boolean }> {
  const { writes } = limits();
  const told = await writes.consume(userId).catch((refused: unknown) => {
    if (refused instanceof RateLimiterRes) return refused;
    throw refused;
  });
  return {
    limit: writes.points,
    remaining: told.remainingPoints,
    reset: Math.max(1, Math.ceil(told.msBeforeNext / 1000)),
    allowed: told.consumedPoints <= writes.points,
  };
}

/** The answer to a spent budget. */
export function tooManyWrites(budget: Budget): AppError {
  return new AppError("rate-limited", {
    userMessage: `You made ${budget.limit} changes within a minute. Try again in ${spell(budget.reset)}.`,
    retryAfter: budget.reset,
  });
}
