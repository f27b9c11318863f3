import { hash, verify } from "@node-rs/argon2";

/** OWASP's first recommendation for argon2id: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The argon2id hash of a password, in PHC form. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password, COST);
}

let decoy: Promise<string> | undefined;

/** Whether a password fits its hash; takes as long where there is no hash, so that time tells nothing. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword("nobody's password");
  const fits = await verify(passwordHash ?? (await decoy), password);
  return passwordHash !== null && fits;
}
