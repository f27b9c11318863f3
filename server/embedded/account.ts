import { execFileSync, spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { Refusal } from "./refusal";

/** The operating system's user that the database server runs as; undefined: the one who runs this process. */
export interface Account {
  uid: number;
  gid: number;
  name: string;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function lookUp(nameOrUid: string): Account | undefined {
  const ask = (flag: string) =>
    execFileSync("id", [flag, nameOrUid], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    const account = { uid: Number(ask("-u")), gid: Number(ask("-g")), name: ask("-un") };
    return account.uid > 0 ? account : undefined;
  } catch {
    return undefined;
  }
}

/**
 * PostgreSQL refuses to run as root, so root starts it as someone else: whoever owns the cluster already,
 * else `postgres`, else `nobody`.
 * @throws Refusal when root finds no such user
 */
export function databaseAccount(clusterDirectory: string): Account | undefined {
  if (!isRoot()) return undefined;
  const owner = statSync(clusterDirectory, { throwIfNoEntry: false })?.uid ?? 0;
  const account = (owner > 0 ? lookUp(String(owner)) : undefined) ?? lookUp("postgres") ?? lookUp("nobody");
  if (account) return account;
  throw new Refusal(
    "PostgreSQL doesn't run as root, and this machine has neither a user `postgres` nor `nobody`; create one, start Marquee as an ordinary user, or set DATABASE_URL.",
  );
}

/** The part of `spawn`'s options that makes a child run as the account. */
export function spawnAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/** Whether the account can enter the directory, tried rather than reckoned from modes. */
export function canEnter(directory: string, account: Account | undefined): boolean {
  const tried = spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", directory], {
    ...spawnAs(account),
    cwd: "/",
    stdio: "ignore",
  });
  return tried.status === 0;
}
