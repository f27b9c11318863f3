import type { z } from "zod";
import { hashPassword } from "../auth/password";
import { titleKey } from "../catalog/titles";
import { db, type Tx } from "../db";
import { AppError } from "../errors";
import type { Role, signUpInput, Viewer } from "./schema";

/**
 * Makes a member's account.
 * @throws AppError conflict where the address has one.
 */
export async function signUp({ name, email, password }: z.output<typeof signUpInput>): Promise<Viewer> {
  const passwordHash = await hashPassword(password);
  return await db().$transaction((tx) => makeAccount(tx, { name, email, passwordHash, role: "member" }));
}

/** An account under the first handle that is free: "ada", "ada-2" … */
export async function makeAccount(
  tx: Tx,
  account: { name: string; email: string; passwordHash: string | null; role: Role },
): Promise<Viewer> {
  const base = handleFor(account.name);
  for (let copy = 1; ; copy++) {
    const [made] = await tx.user.createManyAndReturn({
      data: [{ ...account, handle: copy === 1 ? base : `${base}-${copy}` }],
      skipDuplicates: true,
      select: { id: true, name: true, handle: true, role: true },
    });
    if (made) return made;
    if (await tx.user.findUnique({ where: { email: account.email }, select: { id: true } })) throw taken();
  }
}

function taken(): AppError {
  const message = "There is already an account with this address. Sign in instead.";
  return new AppError("conflict", { userMessage: message, errors: [{ path: "email", message }] });
}

/** A name in lower-case ASCII, for addresses. */
function handleFor(name: string): string {
  const words = titleKey(name)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return words.slice(0, 40).replace(/-+$/, "") || "member";
}
