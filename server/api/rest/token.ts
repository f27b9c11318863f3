import { covers, mayUse, type Scope } from "../../auth/policy";
import type { Budget } from "../../auth/rate-limits";
import { findTokenHolder, type TokenHolder } from "../../auth/tokens";
import { AppError } from "../../errors";

const BEARER = /^Bearer +(\S+) *$/i;

/**
 * Whose token came with the request, whatever it allows where any will do; the database is asked each time.
 * @param writes whether the call counts against its owner's budget, which then comes with the answer
 * @throws AppError unauthenticated; forbidden where the token or its owner's role isn't enough.
 */
export async function authorise(
  headers: Pick<Headers, "get">,
  { scope, writes }: { scope: Scope | "any"; writes: boolean },
): Promise<TokenHolder> {
  const given = BEARER.exec(headers.get("authorization") ?? "")?.[1];
  if (given === undefined)
    throw new AppError("unauthenticated", {
      userMessage: "This call needs a token: Authorization: Bearer mq_… Make one with npm run token.",
    });
  const holder = await findTokenHolder(given, { writes });
  if (!holder)
    throw new AppError("unauthenticated", {
      userMessage: "This token is unknown, expired or revoked. Make a new one.",
    });
  if (scope === "any") return holder;
  if (!covers(holder.scopes, scope))
    throw new AppError("forbidden", { userMessage: `This token lacks the scope ${scope}.` });
  if (!mayUse(holder.viewer.role, scope))
    throw new AppError("forbidden", {
      userMessage: `The token's owner is a ${holder.viewer.role}, which isn't enough for ${scope}.`,
    });
  return holder;
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
