import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Account, canEnter, databaseAccount, spawnAs } from "./account";
import { type Binaries, findBinaries } from "./binaries";
import { createCluster } from "./cluster";
import { freePort } from "./free-port";
import { identify, isAlive, signal, waitForEnd } from "./process-identity";
import { Refusal } from "./refusal";
import { prepareRoles } from "./roles";

const majorVersion = "18";

/** What a PostgreSQL server needs to start. */
export interface PostgresOptions {
  /** A folder of its own; the cluster is made in `<folder>/postgres` at the first start. */
  folder: string;
  /** The superuser's password, used for setting up only. */
  superuserPassword: string;
  /** The password of the site's role `marquee`, which owns the database `marquee` and is no superuser. */
  password: string;
  /** A fixed port, for starting the same server again; a free one when missing. */
  port?: number;
  /** False for databases that are thrown away: no fsync, several times as quick. */
  durable?: boolean;
  /** Each line that the server writes. */
  onLog?: (line: string) => void;
}

/** A running server. */
export interface PostgresServer {
  port: number;
  pid: number;
  /** Address of the database `marquee` as role `marquee`. */
  url: string;
  /** When the server runs as another user than this process. */
  account?: Account;
  /** When the programs had to be copied to a place that this user can reach. */
  binariesCopiedTo?: string;
  /** Settles with "exit code 1" or "signal SIGKILL" when the server has ended. */
  ended: Promise<string>;
  /** Closes sessions and shuts down cleanly; kills what hasn't ended after 10 s. */
  stop(): Promise<void>;
}

/** Address of a database on a local server. */
export function databaseUrl(port: number, role: string, password: string, database: string): string {
  return `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** The folder may be entered (not listed) by the database's account; what is secret in it has mode 600. */
function prepareFolder(folder: string, account: Account | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!account) return;
  chmodSync(folder, 0o711);
  if (canEnter(folder, account)) return;
  throw new Refusal(
    `PostgreSQL runs as the user ${account.name} (it refuses to run as root), who can't enter ${folder}; set MARQUEE_DATA_DIR to a folder whose parents everybody may enter, as /var/lib/marquee.`,
  );
}

function checkCluster(cluster: string): void {
  if (!existsSync(cluster)) return;
  const versionFile = join(cluster, "PG_VERSION");
  if (!existsSync(versionFile)) {
    if (readdirSync(cluster).length === 0) return;
    throw new Refusal(
      `${cluster} holds something, but no database; move it away, or set MARQUEE_DATA_DIR to another folder.`,
    );
  }
  const version = readFileSync(versionFile, "utf8").trim();
  if (version === majorVersion) return;
  throw new Refusal(
    `The database in ${cluster} was made by PostgreSQL ${version.slice(0, 20)}, and this is ${majorVersion}; nothing was changed.`,
  );
}

/** Ends a server that a killed supervisor left on this cluster. */
async function stopOrphan(cluster: string): Promise<void> {
  const file = join(cluster, "postmaster.pid");
  if (!existsSync(file)) return;
  const [pid, folder] = readFileSync(file, "utf8").split("\n");
  const orphan = identify(Number(pid));
  if (!orphan || folder !== cluster || !commandLine(orphan.pid).includes(cluster)) return;
  signal(orphan, "SIGINT");
  if (await waitForEnd(orphan, 10_000)) return;
  throw new Refusal(
    `A PostgreSQL left by an earlier run (process ${orphan.pid}) doesn't stop; end it and try again.`,
  );
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

function launch(
  binaries: Binaries,
  cluster: string,
  port: number,
  account: Account | undefined,
  durable: boolean,
) {
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 60,
    shared_buffers: "128MB",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_line_prefix: "%m [%p] ",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return spawn(
    binaries.postgres,
    ["-D", cluster, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    {
      ...spawnAs(account),
      cwd: "/",
      env: { NODE_ENV: "production", TZ: "UTC", LC_ALL: "C" },
      stdio: ["ignore", "ignore", "pipe"],
      detached: true, // Ctrl-C in a terminal reaches the supervisor only, which stops things in order.
    },
  );
}

/** Settles when the server takes connections. */
function ready(child: ChildProcess, cluster: string, onLog: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const complaints: string[] = [];
    child.once("error", reject);
    child.once("exit", (code) => {
      const reason =
        complaints.find((line) => /FATAL|PANIC/.test(line)) ?? complaints.at(-1) ?? `exit code ${code}`;
      reject(
        new Refusal(
          `PostgreSQL doesn't start on ${cluster}: ${reason.replace(/^.*?(FATAL|PANIC):\s*/, "")}. Nothing was changed; restore the folder from a backup, or move it away to begin anew.`,
        ),
      );
    });
    if (!child.stderr) return;
    createInterface({ input: child.stderr }).on("line", (line) => {
      onLog(line);
      if (/FATAL|PANIC|ERROR|HINT|could not/.test(line)) complaints.push(line);
      if (line.includes("database system is ready to accept connections")) resolve();
    });
  });
}

/**
 * Starts a real PostgreSQL on loopback, made at the first call; roles and database are there when this returns.
 * @throws Refusal with one line that says why it doesn't start; the folder is left as it was
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { folder, password, superuserPassword, durable = true, onLog = () => {} } = options;
  const cluster = join(folder, "postgres");
  const account = databaseAccount(cluster);
  prepareFolder(folder, account);
  checkCluster(cluster);
  const binaries = findBinaries(folder, account);
  if (!existsSync(join(cluster, "PG_VERSION"))) {
    await createCluster({ binaries, cluster, account, superuserPassword });
  }
  await stopOrphan(cluster);
  const port = options.port ?? (await freePort());
  const child = launch(binaries, cluster, port, account, durable);
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, name) => resolve(name ? `signal ${name}` : `exit code ${code}`));
  });
  await ready(child, cluster, onLog);
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  const stop = async () => {
    if (!identity) return;
    signal(identity, "SIGINT");
    if (!(await waitForEnd(identity, 10_000)) && isAlive(identity)) signal(identity, "SIGQUIT");
    await ended;
  };
  try {
    await prepareRoles(databaseUrl(port, "postgres", superuserPassword, "postgres"), password);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port,
    pid: child.pid ?? 0,
    url: databaseUrl(port, "marquee", password, "marquee"),
    ...(account ? { account } : {}),
    ...(binaries.copiedTo ? { binariesCopiedTo: binaries.copiedTo } : {}),
    ended,
    stop,
  };
}
