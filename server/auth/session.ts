import { getServerSession } from "next-auth";
import { z } from "zod";
import { type Session, sessionSchema } from "../members/schema";
import { authOptions } from "./options";

const carried = z.object({ viewer: sessionSchema });

/** Who is looking, as their session says; null for a visitor. The database may know better: findMember. */
export async function getViewer(): Promise<Session | null> {
  const session = carried.safeParse(await getServerSession(authOptions()));
  return session.success ? session.data.viewer : null;
}
