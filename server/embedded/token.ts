import { parseArgs } from "node:util";
import { z } from "zod";
import { scopes } from "../auth/policy";
import { makeToken } from "../auth/tokens";
import { db, type Tx } from "../db";
import { makeAccount } from "../members/commands";
import { roles, type Viewer } from "../members/schema";

/**
 * npm run token -- --email E [--role member|editor|admin] --scopes a,b [--expires 90d] [--name N]
 *
 * Makes an API token beside a running site, and the account where it isn't there; the token is the last
 * line, alone. DATABASE_URL comes from the wrapper that calls this.
 */

const USAGE =
  "npm run token -- --email E --role member|editor|admin --scopes movies:write,ratings:write [--expires 90d]";

const DAY = 86_400_000;

const given = z.object({
  email: z
    .string({ error: "--email is missing." })
    .trim()
    .toLowerCase()
    .pipe(z.email("--email is no e-mail address.")),
  role: z.enum(roles, { error: `--role is one of ${roles.join(", ")}.` }).optional(),
  scopes: z
    .string({ error: "--scopes is missing." })
    .transform((list) => list.split(",").map((scope) => scope.trim()))
    .pipe(
      z.array(z.enum(scopes, { error: `--scopes are of ${scopes.join(", ")}, with commas between.` })).min(1),
    ),
  expires: z
    .string()
    .regex(/^[1-9]\d{0,3}d$/, "--expires is a number of days, such as 90d.")
    .transform((days) => new Date(Date.now() + Number.parseInt(days, 10) * DAY))
    .optional(),
  name: z.string().trim().min(1).max(80).default("npm run token"),
});

/** The account, with the role that was asked for; the last admin keeps theirs. */
async function account(tx: Tx, { email, role }: z.output<typeof given>): Promise<Viewer> {
  const select = { id: true, name: true, handle: true, role: true } as const;
  const held = await tx.user.findUnique({ where: { email }, select });
  if (!held) {
    const name = email.split("@")[0] ?? email;
    return await makeAccount(tx, { name, email, passwordHash: null, role: role ?? "member" });
  }
  if (role === undefined || role === held.role) return held;
  if (held.role === "admin" && (await tx.user.count({ where: { role: "admin", bannedAt: null } })) === 1)
    throw new Error(`${email} is the only admin, so its role stays. Use another address, or --role admin.`);
  return await tx.user.update({ where: { id: held.id }, data: { role }, select });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      email: { type: "string" },
      role: { type: "string" },
      scopes: { type: "string" },
      expires: { type: "string" },
      name: { type: "string" },
    },
  });
  const asked = given.safeParse(values);
  if (!asked.success)
    throw new Error(`${asked.error.issues.map((issue) => issue.message).join("\n")}\n${USAGE}`);
  const { scopes, expires, name } = asked.data;
  const { owner, token } = await db().$transaction(async (tx) => {
    const owner = await account(tx, asked.data);
    const token = await makeToken(tx, { userId: owner.id, name, scopes, expiresAt: expires ?? null });
    return { owner, token };
  });
  const until = expires ? `until ${expires.toISOString().slice(0, 10)}` : "until it is revoked";
  console.log(
    `A token of ${asked.data.email} (${owner.role}) for ${scopes.join(", ")}, ${until}. It is shown once:`,
  );
  console.log(token);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await globalThis.marqueeDatabase?.$disconnect();
}
