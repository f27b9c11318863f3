import { inBatches } from "../batches";
import { db, runPrepared } from "../db";
import { env } from "../env";
import { AppError } from "../errors";

/** So many in so many seconds, from the first on: a window that is over is forgotten with the next count. */
interface Limit {
  name: string;
  most: number;
  seconds: number;
}

/** A person's writes: the key under which they are counted is the name, a colon and who it is. */
export const WRITES = { name: "writes", seconds: 60 } as const;

function limits() {
  const { MARQUEE_SIGN_IN_LIMIT: attempts, MARQUEE_WRITE_LIMIT: writes } = env();
  return {
    account: { name: "sign-in account", most: attempts, seconds: 15 * 60 },
    address: { name: "sign-in address", most: 10 * attempts, seconds: 15 * 60 },
    writes: { ...WRITES, most: writes },
  };
}

/** What has been counted under a key in the window under way. */
export interface Count {
  count: number;
  /** Milliseconds until the window is over. */
  left: number;
}

/**
 * Counts in the database, for all processes, on a table that no write-ahead log waits for; by the database's clock.
 * @param given SQL of rows of a key, points and milliseconds, no key twice
 */
export function countStatement(given: string): string {
  return `
  insert into rate_limit as held (key, points, expire)
  select key, points, floor(1000 * extract(epoch from now()))::bigint + milliseconds
  from (${given}) as given (key, points, milliseconds) order by key
  on conflict (key) do update set
    points = excluded.points + case when held.expire > 1000 * extract(epoch from now()) then held.points else 0 end,
    expire = case when held.expire > 1000 * extract(epoch from now()) then held.expire else excluded.expire end
  returning key, points, greatest(0, expire - 1000 * extract(epoch from now()))::int as left`;
}

const COUNT = countStatement("select * from unnest($1::text[], $2::int[], $3::int[])");

const addOne = inBatches<{ key: string; limit: Limit }, Count>((calls) => {
  const given = new Map<string, { points: number; milliseconds: number }>();
  // Those of one batch come one after the other.
  const places = calls.map(({ key, limit }) => {
    const points = 1 + (given.get(key)?.points ?? 0);
    given.set(key, { points, milliseconds: 1_000 * limit.seconds });
    return points;
  });
  const each = [...given.values()];
  const values = [
    [...given.keys()],
    each.map(({ points }) => points),
    each.map(({ milliseconds }) => milliseconds),
  ];
  const rows = runPrepared<{ key: string; points: number; left: number }>("count", COUNT, values);
  return calls.map(async ({ key }, at) => {
    const row = (await rows).find((counted) => counted.key === key);
    const all = given.get(key)?.points;
    const place = places[at];
    if (!row || all === undefined || place === undefined)
      throw new Error(`Nothing was counted under ${key}.`);
    return { count: row.points - all + place, left: row.left };
  });
});

function count(limit: Limit, key: string | number): Promise<Count> {
  return addOne({ key: `${limit.name}:${key}`, limit });
}

/** "40 seconds", "3 minutes". */
function spell(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (seconds <= 90) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  return `${minutes} minutes`;
}

/** Whole seconds, at least one. */
function secondsOf({ left }: Count): number {
  return Math.max(1, Math.ceil(left / 1_000));
}

async function take(limit: Limit, key: string, what: string): Promise<void> {
  const counted = await count(limit, key);
  if (counted.count <= limit.most) return;
  const retryAfter = secondsOf(counted);
  throw new AppError("rate-limited", {
    userMessage: `${what} Try again in ${spell(retryAfter)}.`,
    retryAfter,
  });
}

/**
 * Counts an attempt to sign in, against the account tried and the address it comes from.
 * @throws AppError rate-limited, which says how long to wait.
 */
export async function countSignIn(email: string, address: string): Promise<void> {
  const { address: addresses, account } = limits();
  await take(addresses, address, "There were too many attempts to sign in from your network.");
  await take(account, email, "There were too many attempts to sign in to this account.");
}

/** A successful sign-in clears the account's attempts. */
export async function clearSignIns(email: string): Promise<void> {
  await db().rateLimit.deleteMany({ where: { key: `${limits().account.name}:${email}` } });
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
  /** False: it was spent before this write. */
  allowed: boolean;
}

/** What is left of a person's writes when so many have been counted. */
export function budgetAfter(counted: Count): Budget {
  const { writes } = limits();
  return {
    limit: writes.most,
    remaining: Math.max(0, writes.most - counted.count),
    reset: secondsOf(counted),
    allowed: counted.count <= writes.most,
  };
}

/** Counts a person's write. */
export async function countWrite(userId: number): Promise<Budget> {
  return budgetAfter(await count(limits().writes, userId));
}

/** The answer to a spent budget. */
export function tooManyWrites(budget: Budget): AppError {
  return new AppError("rate-limited", {
    userMessage: `You made ${budget.limit} changes within a minute. Try again in ${spell(budget.reset)}.`,
    retryAfter: budget.reset,
  });
}
