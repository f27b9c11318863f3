import { covers, mayUse, type Scope } from "../../auth/policy";
import type { Budget } from "../../auth/rate-limits";
import type { TokenHolder } from "../../auth/tokens";
import { AppError } from "../../errors";

const BEARER = /^Bearer +(\S+) *$/i;

/**
 * Whose token came with the request; the database is asked each time.
 * @param find gives the holder of a token
 * @throws AppError unauthenticated
 */
export async function authenticate<Holder>(
  headers: Pick<Headers, "get">,
  find: (token: string) => Promise<Holder | null>,
): Promise<Holder> {
  const given = BEARER.exec(headers.get("authorization") ?? "")?.[1];
  if (given === undefined)
    throw new AppError("unauthenticated", {
      userMessage: "This call needs a token: Authorization: Bearer mq_… Make one with npm run token.",
    });
  const holder = await find(given);
  if (!holder)
    throw new AppError("unauthenticated", {
      userMessage: "This token is unknown, expired or revoked. Make a new one.",
    });
  return holder;
}

/**
 * Lets pass whose token has the scope and who may use it; any token where any will do.
 * @throws AppError forbidden
 */
export function authorise({ scopes, viewer }: TokenHolder, scope: Scope | "any"): void {
  if (scope === "any") return;
  if (!covers(scopes, scope))
    throw new AppError("forbidden", { userMessage: `This token lacks the scope ${scope}.` });
  if (!mayUse(viewer.role, scope))
    throw new AppError("forbidden", {
      userMessage: `The token's owner is a ${viewer.role}, which isn't enough for ${scope}.`,
    });
}

/** The IETF's RateLimit fields, with the names that older clients read beside them. */
export function budgetHeaders({ limit, remaining, reset }: Budget): Record<string, string> {
  return {
    "ratelimit-policy": `"writes";q=${limit};w=60`,
    ratelimit: `"writes";r=${remaining};t=${reset}`,
    "ratelimit-limit": String(limit),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(reset),
  };
}
