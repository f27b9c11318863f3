import { parseArgs } from "node:util";
import { z } from "zod";
import { scopes } from "../auth/policy";
import { makeTokenFor } from "../auth/token-requests";
import { revokeShownToken } from "../auth/tokens";
import { roles } from "../members/schema";
import { runDatabaseCommand } from "./database-command";

/**
 * npm run token -- --email E [--role member|editor|admin [--promote]] --scopes a,b [--expires 90d] [--name N]
 * npm run token -- --revoke TOKEN
 *
 * Makes an API token beside a running site, and the account where it isn't there; the token is the last
 * line, alone. A standing account's role changes with --promote only. DATABASE_URL comes from the wrapper that calls this.
 */

const USAGE =
  "npm run token -- --email E --role member|editor|admin --scopes movies:write,ratings:write [--expires 90d] [--promote]\nnpm run token -- --revoke TOKEN";

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
  promote: z.boolean().default(false),
});

/** `--revoke`: ends a token by its text. */
async function revoke(token: string): Promise<void> {
  if (!(await revokeShownToken(token))) throw new Error("There is no such token, or it is revoked already.");
  console.log("The token is revoked.");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      email: { type: "string" },
      role: { type: "string" },
      scopes: { type: "string" },
      expires: { type: "string" },
      name: { type: "string" },
      promote: { type: "boolean" },
      revoke: { type: "string" },
    },
  });
  if (values.revoke !== undefined) return await revoke(values.revoke.trim());
  const asked = given.safeParse(values);
  if (!asked.success)
    throw new Error(`${asked.error.issues.map((issue) => issue.message).join("\n")}\n${USAGE}`);
  const { email, role, promote, scopes, expires, name } = asked.data;
  const expiresAt = expires ?? null;
  const { owner, token } = await makeTokenFor({ email, role, promote, scopes, name, expiresAt });
  const until = expires ? `until ${expires.toISOString().slice(0, 10)}` : "until it is revoked";
  console.log(`A token of ${email} (${owner.role}) for ${scopes.join(", ")}, ${until}. It is shown once:`);
  console.log(token);
}

await runDatabaseCommand(main);
