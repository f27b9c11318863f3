import { createHash, randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { canEnter, databaseAccount } from "./account";
import { projectRoot } from "./migrations-folder";
import { codeOf, messageOf, Refusal } from "./refusal";

const secretsSchema = z.object({
  /** Tells one installation from another. */
  id: z.string(),
  nextAuthSecret: z.string().min(32),
  inngestSigningKey: z.string(),
  inngestEventKey: z.string(),
  databasePassword: z.string(),
  superuserPassword: z.string(),
});
/** What an installation makes up at its first start and keeps. */
export type Secrets = z.infer<typeof secretsSchema>;

/** What may lie in a data folder before its secrets do. */
const ownNames = /^(lock\.json.*|secrets\.json.*|logs|lost\+found|\..*)$/;

/** A name for a path that is the same at every start and short. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}

/**
 * Where all of an installation's state lies: MARQUEE_DATA_DIR, else `.marquee` in the project. Where root runs
 * a project that the database's user can't reach (a home of mode 700), it is a folder under /var/lib instead.
 */
export function dataFolder(): string {
  const chosen = process.env.MARQUEE_DATA_DIR;
  if (chosen) return resolve(projectRoot, chosen);
  const inProject = join(projectRoot, ".marquee");
  if (existsSync(join(inProject, "secrets.json"))) return inProject;
  const account = databaseAccount(join(inProject, "postgres"));
  if (!account || canEnter(projectRoot, account)) return inProject;
  return join("/var/lib/marquee", `${basename(projectRoot)}-${shortHash(projectRoot)}`);
}

/**
 * Makes the folder where it is missing.
 * @throws Refusal when it can't be made or written, or holds something else
 */
export function prepareDataFolder(folder: string): void {
  try {
    // Its parents may be entered by all, the folder itself by its owner: others are let in where it is needed.
    mkdirSync(resolve(folder, ".."), { recursive: true, mode: 0o755 });
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    if (!statSync(folder).isDirectory()) throw new Refusal(`${folder} is no folder.`);
    const entries = readdirSync(folder);
    const foreign = entries.find((name) => !ownNames.test(name));
    if (foreign !== undefined && !entries.includes("secrets.json")) {
      if (existsSync(join(folder, "postgres", "PG_VERSION"))) {
        throw new Refusal(
          `${folder} has a database, but its secrets.json is missing; restore that from a backup.`,
        );
      }
      throw new Refusal(
        `${folder} isn't empty (${foreign}) and no data folder of Marquee; set MARQUEE_DATA_DIR to an empty or a new folder.`,
      );
    }
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`The data folder ${folder} can't be used: ${messageOf(error)}.`, error);
  }
}

/** The installation's secrets; undefined before the first start. */
export function readSecrets(folder: string): Secrets | undefined {
  const file = join(folder, "secrets.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw new Refusal(`${file} can't be read: ${messageOf(error)}.`, error);
  }
  const parsed = secretsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Refusal(
    `${file} is damaged; restore it from a backup, or begin anew with another MARQUEE_DATA_DIR.`,
  );
}

/**
 * The installation's secrets, made up when this is its first start.
 * @throws Refusal when they are damaged, or missing although there is a database
 */
export function ensureSecrets(folder: string): Secrets {
  const there = readSecrets(folder);
  if (there) return there;
  const random = (bytes: number) => randomBytes(bytes).toString("hex");
  const secrets: Secrets = {
    id: random(8),
    nextAuthSecret: random(32),
    inngestSigningKey: `signkey-prod-${random(32)}`,
    inngestEventKey: random(32),
    databasePassword: random(24),
    superuserPassword: random(24),
  };
  writeSecret(join(folder, "secrets.json"), `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

const passwordFile = (folder: string) => join(folder, "admin-password");

/** The password of admin@marquee.local as the first start made it; undefined when that made none. */
export function readAdminPassword(folder: string): string | undefined {
  return existsSync(passwordFile(folder)) ? readFileSync(passwordFile(folder), "utf8").trim() : undefined;
}

/** Makes the first start's password of admin@marquee.local, or returns the one that was made. */
export function ensureAdminPassword(folder: string): string {
  const there = readAdminPassword(folder);
  if (there) return there;
  const password = randomBytes(12).toString("base64url");
  writeSecret(passwordFile(folder), `${password}\n`);
  return password;
}

/** Writes a file of mode 600 so that it is there whole or not at all. */
export function writeSecret(file: string, text: string): void {
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, text, { mode: 0o600 });
  chmodSync(partial, 0o600);
  renameSync(partial, file);
}

/** JSON, or undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
