import { getServerSession } from "next-auth";
import { z } from "zod";
import { type Viewer, viewerSchema } from "../members/schema";
import { authOptions } from "./options";

const carried = z.object({ viewer: viewerSchema });

/** Who is looking, as their session says; null for a visitor. Good enough for reads of their own data. */
export async function getViewer(): Promise<Viewer | null> {
  const session = carried.safeParse(await getServerSession(authOptions()));
  return session.success ? session.data.viewer : null;
}
