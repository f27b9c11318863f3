import { db, type Tx } from "../db";
import { makeAccount } from "../members/commands";
import type { Role, Viewer } from "../members/schema";
import type { Scope } from "./policy";
import { makeToken } from "./tokens";

interface Asked {
  email: string;
  /** Undefined: whatever the account has; a new one is a member's. */
  role: Role | undefined;
  /** Whether a standing account may get another role. */
  promote: boolean;
  scopes: readonly Scope[];
  name: string;
  expiresAt: Date | null;
}

/** The account, made where it isn't there. @throws Error where its role is another and may not change */
async function account(tx: Tx, { email, role, promote }: Asked): Promise<Viewer> {
  const select = { id: true, name: true, handle: true, role: true } as const;
  const held = await tx.user.findUnique({ where: { email }, select });
  if (!held) {
    const name = email.split("@")[0] ?? email;
    return await makeAccount(tx, { name, email, passwordHash: null, role: role ?? "member" });
  }
  if (role === undefined || role === held.role) return held;
  if (!promote)
    throw new Error(`${email} is there already, with the role ${held.role}; --promote makes it ${role}.`);
  if (held.role === "admin" && (await tx.user.count({ where: { role: "admin", bannedAt: null } })) === 1)
    throw new Error(`${email} is the only admin, so its role stays. Use another address, or --role admin.`);
  return await tx.user.update({ where: { id: held.id }, data: { role }, select });
}

/**
 * Makes a token for somebody, and their account where it isn't there, both or neither.
 * @throws Error in one line where the account has another role than the one asked for.
 */
export async function makeTokenFor(asked: Asked): Promise<{ owner: Viewer; token: string }> {
  const { name, scopes, expiresAt } = asked;
  return await db().$transaction(async (tx) => {
    const owner = await account(tx, asked);
    return { owner, token: await makeToken(tx, { userId: owner.id, name, scopes, expiresAt }) };
  });
}
