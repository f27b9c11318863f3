import { db, runPrepared } from "../db";
import { type Viewer, viewerSchema } from "./schema";

const viewer = { id: true, name: true, handle: true, role: true } as const;

/** Comes with every write of the site's own. */
const MEMBER = `
  select id, name, handle, role::text from app_user where id = $1 and banned_at is null`;

/** A person as the database has them now; null when there is no such person or they are banned. */
export async function findMember(id: number): Promise<Viewer | null> {
  const [row] = await runPrepared<Record<string, unknown>>("member", MEMBER, [id]);
  return row ? viewerSchema.parse(row) : null;
}

/** What sign-in compares with; people who are banned can't sign in. */
export async function findAccount(email: string): Promise<(Viewer & { passwordHash: string | null }) | null> {
  return await db().user.findUnique({
    where: { email, bannedAt: null },
    select: { ...viewer, passwordHash: true },
  });
}
