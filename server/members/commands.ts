import { randomInt } from "node:crypto";
import type { z } from "zod";
import { hashPassword, verifyPassword } from "../auth/password";
import { titleKey } from "../catalog/titles";
import { db, type Tx } from "../db";
import { AppError } from "../errors";
import { recordEvent } from "../events";
import type { Role, signUpInput, Viewer } from "./schema";

/**
 * Makes a member's account.
 * @throws AppError conflict where the address has one.
 */
export async function signUp({ name, email, password }: z.output<typeof signUpInput>): Promise<Viewer> {
  const passwordHash = await hashPassword(password);
  return await db().$transaction((tx) => makeAccount(tx, { name, email, passwordHash, role: "member" }));
}

/** A handle for the n-th try: "ada", "ada-2", then one by chance, for namesakes may be many. */
function handleAt(base: string, copy: number): string {
  if (copy === 1) return base;
  return `${base}-${copy === 2 ? 2 : randomInt(36 ** 4, 36 ** 5).toString(36)}`;
}

/** An account under a handle that is free. @throws AppError conflict where the address has one. */
export async function makeAccount(
  tx: Tx,
  account: { name: string; email: string; passwordHash: string | null; role: Role },
): Promise<Viewer> {
  const base = handleFor(account.name);
  for (let copy = 1; ; copy++) {
    const [made] = await tx.user.createManyAndReturn({
      data: [{ ...account, handle: handleAt(base, copy) }],
      skipDuplicates: true,
      select: { id: true, name: true, handle: true, role: true },
    });
    if (made) return made;
    if (await tx.user.findUnique({ where: { email: account.email }, select: { id: true } })) throw taken();
  }
}

/**
 * Deletes a member's account with everything that is theirs: ratings, recommendations, tokens. Their films are
 * ranked anew without them, and the next model is trained without them. Films they added stay, nameless.
 * @throws AppError invalid where the password is another one; conflict where they are the last admin.
 */
export async function deleteAccount(leaving: {
  userId: number;
  password: string;
  correlationId?: string | undefined;
}): Promise<void> {
  const { userId, password, correlationId } = leaving;
  const account = await db().user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  if (!(await verifyPassword(account?.passwordHash ?? null, password))) throw wrongPassword();
  await db().$transaction(async (tx) => {
    // All of them, in one order: of two last admins who leave at once, one stays.
    const admins = await tx.$queryRaw<{ id: number }[]>`
      select id from app_user where role = 'admin' and banned_at is null and password_hash is not null
      order by id for update`;
    if (admins.length === 1 && admins[0]?.id === userId) throw lastAdmin();
    // Waits for a rating of theirs that is being written: it is theirs too.
    await tx.$executeRaw`select from app_user where id = ${userId} for update`;
    await tx.$executeRaw`
      insert into dirty_movie (movie_id) select movie_id from rating where user_id = ${userId}`;
    await tx.idempotencyKey.deleteMany({ where: { userId } });
    await tx.jobRun.updateMany({ where: { requestedById: userId }, data: { requestedById: null } });
    await tx.user.delete({ where: { id: userId }, select: { id: true } });
    await recordEvent(tx, "member/left", { userId, ...(correlationId ? { correlationId } : {}) });
  });
}

function wrongPassword(): AppError {
  const message = "This is not your password. Type it again.";
  return new AppError("invalid", { userMessage: message, errors: [{ path: "password", message }] });
}

function lastAdmin(): AppError {
  return new AppError("conflict", {
    userMessage:
      "You are the only admin, and without one nobody could run this site. Make another person an admin first.",
  });
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
