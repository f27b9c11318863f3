import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnAs } from "../embedded/account";
import type { PostgresServer } from "../embedded/postgres";

/** A folder for a PostgreSQL whose disk can be full. */
export interface SmallDisk {
  folder: string;
  /** Nothing more can be written by the server. */
  fill: (server: PostgresServer) => void;
  /** There is room again, for a server that is still there or for its next start. */
  free: (server: PostgresServer) => void;
  remove: () => void;
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "marquee-disk-"));
  chmodSync(folder, 0o711); // The database's user passes through it.
  return folder;
}

/** A disk of 256 MB in memory, filled by a file that takes all that is left; undefined where one may not mount. */
export function mountedDisk(): SmallDisk | undefined {
  const folder = makeFolder();
  try {
    const options = ["-t", "tmpfs", "-o", "size=256m,mode=0711", "tmpfs", folder];
    execFileSync("mount", options, { stdio: "ignore" });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const ballast = join(folder, "ballast");
  const fill = () => {
    const file = openSync(ballast, "w");
    try {
      for (let size = 1 << 20; size > 0; ) {
        try {
          writeSync(file, Buffer.alloc(size));
        } catch {
          size >>= 1; // What is left is smaller than that.
        }
      }
    } finally {
      closeSync(file);
    }
  };
  const remove = () => {
    execFileSync("umount", ["-l", folder]);
    rmSync(folder, { recursive: true });
  };
  return { folder, fill, free: () => rmSync(ballast), remove };
}

/**
 * Anywhere else: an ordinary folder and the kernel's limit on how long a file the server and its sessions may
 * write. Writes fail as they do on a full disk, the log's too, with another error number.
 */
export function limitedDisk(): SmallDisk {
  const folder = makeFolder();
  // As the server's own user: even root may not set another one's limits in an ordinary container.
  const limit = ({ pid, account }: PostgresServer, bytes: string) => {
    const sessions = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    for (const process of [String(pid), ...sessions])
      spawnSync("prlimit", ["--pid", process, `--fsize=${bytes}:`], { ...spawnAs(account), stdio: "ignore" });
  };
  return {
    folder,
    fill: (server) => limit(server, "4096"),
    free: (server) => {
      try {
        limit(server, "unlimited");
      } catch {
        // The server has ended meanwhile; its next start has no limit.
      }
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
