import { db, runPrepared } from "../db";
import { type OwnAccount, type Session, type Viewer, viewerSchema } from "./schema";

const viewer = { id: true, name: true, handle: true, role: true } as const;

/** Comes with every write of the site's own. */
const MEMBER = `
  select id, name, handle, role::text, created_at as "createdAt" from app_user
  where id = $1 and banned_at is null`;

/** A type, for rows have an index signature. */
type MemberRow = { createdAt: Date };

/**
 * Who a session is of, as the database has them now; null when that account is gone, is another one of the same
 * id, or is banned.
 */
export async function findMember({ id, since }: Pick<Session, "id" | "since">): Promise<Viewer | null> {
  const [row] = await runPrepared<MemberRow>("member", MEMBER, [id]);
  return row?.createdAt.getTime() === since ? viewerSchema.parse(row) : null;
}

/** What sign-in compares with; people who are banned can't sign in. */
export async function findAccount(
  email: string,
): Promise<(Viewer & { passwordHash: string | null; createdAt: Date }) | null> {
  return await db().user.findUnique({
    where: { email, bannedAt: null },
    select: { ...viewer, passwordHash: true, createdAt: true },
  });
}

/** What a member's own page shows of their account. */
export async function findOwnAccount(id: number): Promise<OwnAccount> {
  const { createdAt, ...account } = await db().user.findUniqueOrThrow({
    where: { id },
    select: { name: true, email: true, role: true, ratingCount: true, createdAt: true },
  });
  return { ...account, createdAt: createdAt.toISOString() };
}
