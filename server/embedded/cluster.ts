import { spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Account, spawnAs } from "./account";
import type { Binaries } from "./binaries";
import { Refusal } from "./refusal";

interface NewCluster {
  binaries: Binaries;
  /** Where the cluster shall lie. */
  cluster: string;
  account: Account | undefined;
  superuserPassword: string;
}

/**
 * Makes a cluster with initdb. It is made under another name and renamed when it is whole, so that an
 * interrupted first start leaves nothing half made.
 */
export async function createCluster({
  binaries,
  cluster,
  account,
  superuserPassword,
}: NewCluster): Promise<void> {
  const partial = `${cluster}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o711 });
  const passwordFile = join(partial, "password");
  writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
  chmodSync(partial, 0o711);
  if (account) for (const path of [partial, passwordFile]) chownSync(path, account.uid, account.gid);
  const data = join(partial, "data");
  await initdb(binaries.initdb, account, [
    `--pgdata=${data}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ]);
  rmSync(cluster, { recursive: true, force: true }); // At most an empty folder; the caller checked.
  renameSync(data, cluster);
  rmSync(partial, { recursive: true, force: true });
}

function initdb(program: string, account: Account | undefined, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...spawnAs(account),
      cwd: "/",
      env: { NODE_ENV: "production", TZ: "UTC", LC_ALL: "C", PATH: "/usr/bin:/bin" },
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      complaint += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve();
      const reason =
        complaint.split("\n").find((line) => /error|fatal|could not/i.test(line)) ?? `exit code ${code}`;
      reject(new Refusal(`PostgreSQL can't make its database: ${reason.trim()}`));
    });
  });
}
