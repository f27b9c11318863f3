import { createHash, randomBytes } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient, type Role } from "../../prisma/generated/client";
import { site } from "../site";

const everything = ["movies:write", "ratings:write", "rankings:run", "admin"];

let client: PrismaClient | undefined;

/** The site's database, for making people; what is under test goes over HTTP. */
export function database(): PrismaClient {
  client ??= new PrismaClient({ adapter: new PrismaPg(site().databaseUrl) });
  return client;
}

interface Kind {
  role?: Role;
  scopes?: readonly string[];
  expiresAt?: Date;
  revokedAt?: Date;
}

/** A new person and a token of theirs, as the header that carries it. */
export async function bearer({
  role = "member",
  scopes = everything,
  expiresAt,
  revokedAt,
}: Kind = {}): Promise<{
  authorization: string;
}> {
  const handle = `api-${randomBytes(6).toString("hex")}`;
  const token = `mq_${randomBytes(32).toString("base64url")}`;
  await database().user.create({
    data: {
      handle,
      name: handle,
      email: `${handle}@example.org`,
      role,
      tokens: {
        create: {
          name: "e2e",
          scopes: [...scopes],
          tokenHash: tokenHash(token),
          expiresAt: expiresAt ?? null,
          revokedAt: revokedAt ?? null,
        },
      },
    },
    select: { id: true },
  });
  return { authorization: `Bearer ${token}` };
}

/** How a token is kept. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** A title that no other test has. */
export function freshTitle(): string {
  return `The Film of ${randomBytes(5).toString("hex")}`;
}
