import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { databaseAccount, spawnAs } from "../embedded/account";
import { findBinaries } from "../embedded/binaries";
import { freePort } from "../embedded/free-port";
import { databaseUrl, startPostgres } from "../embedded/postgres";

const PASSWORD = "of servers that live for one test";

/** A primary and the streaming replica that follows it: real servers in a temporary folder. */
export interface Pair {
  /** The database `marquee` on either, as its superuser. */
  primary: string;
  standby: string;
  /** Ends the replica, as a machine that went away. */
  loseStandby: () => Promise<void>;
  stop: () => Promise<void>;
}

/** The replica begins as a copy of the stopped primary, which is all that a base backup is. */
export async function startPair(): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), "marquee-pair-"));
  chmodSync(folder, 0o711);
  const options = { folder, superuserPassword: PASSWORD, password: PASSWORD, durable: false };
  const first = await startPostgres(options);
  await first.stop();
  const copy = join(folder, "standby");
  const account = databaseAccount(join(folder, "postgres"));
  cpSync(join(folder, "postgres"), copy, { recursive: true });
  writeFileSync(join(copy, "standby.signal"), "");
  const primary = await startPostgres(options);
  const info = `host=127.0.0.1 port=${primary.port} user=postgres password=''${PASSWORD}''`;
  appendFileSync(join(copy, "postgresql.auto.conf"), `primary_conninfo = '${info}'\n`);
  for (const name of ["", ...readdirSync(copy, { recursive: true, encoding: "utf8" })]) {
    if (account) chownSync(join(copy, name), account.uid, account.gid);
  }
  const port = await freePort();
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=60",
  ];
  const standby = spawn(
    findBinaries(folder, account).postgres,
    ["-D", copy, ...settings.flatMap((each) => ["-c", each])],
    {
      ...spawnAs(account),
      cwd: "/",
      env: { NODE_ENV: "test", LC_ALL: "C" },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const over = once(standby, "exit");
  const loseStandby = async () => {
    standby.kill("SIGQUIT");
    await over;
  };
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    standby.once("exit", () => reject(new Error(`The standby doesn't start.\n${said.join("\n")}`)));
    createInterface({ input: standby.stderr }).on("line", (line) => {
      said.push(line);
      if (line.includes("ready to accept read-only connections")) resolve();
    });
  });
  return {
    primary: databaseUrl(primary.port, "postgres", PASSWORD, "marquee"),
    standby: databaseUrl(port, "postgres", PASSWORD, "marquee"),
    loseStandby,
    stop: async () => {
      await loseStandby();
      await primary.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
