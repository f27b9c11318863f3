import { db } from "../db";
import type { Viewer } from "./schema";

const viewer = { id: true, name: true, handle: true, role: true } as const;

/** A person as the database has them now; null when there is no such person or they are banned. */
export async function findMember(id: number): Promise<Viewer | null> {
  return await db().user.findUnique({ where: { id, bannedAt: null }, select: viewer });
}

/** What sign-in compares with; people who are banned can't sign in. */
export async function findAccount(email: string): Promise<(Viewer & { passwordHash: string | null }) | null> {
  return await db().user.findUnique({
    where: { email, bannedAt: null },
    select: { ...viewer, passwordHash: true },
  });
}
