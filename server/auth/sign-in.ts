import { findAccount } from "../members/queries";
import { type Session, signInInput } from "../members/schema";
import { verifyPassword } from "./password";
import { clearSignIns, countSignIn } from "./rate-limits";

/**
 * Who signs in with this address and password; null when they don't match, whatever the reason.
 * @throws AppError rate-limited after too many attempts at the account or from the network address.
 */
export async function signIn(given: unknown, address: string): Promise<Session | null> {
  const parsed = signInInput.safeParse(given);
  if (!parsed.success) return null;
  const { email, password } = parsed.data;
  await countSignIn(email, address);
  const account = await findAccount(email);
  if (!(await verifyPassword(account?.passwordHash ?? null, password)) || !account) return null;
  await clearSignIns(email);
  const { id, name, handle, role, createdAt } = account;
  return { id, name, handle, role, since: createdAt.getTime() };
}
