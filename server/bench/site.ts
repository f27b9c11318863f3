import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../embedded/free-port";

const root = join(import.meta.dirname, "../..");

/** The site as `npm start` runs it, on a database of the bench. */
export interface Site {
  url: string;
  /** An API token of somebody whose votes count in full. */
  token: string;
  /** Its first process: all others descend from it. */
  pid: number;
  stop: () => Promise<void>;
}

/** Starts everything on a database, with the limits on writes out of the way. */
export async function startSite(
  databaseUrl: string,
  { role, scopes } = { role: "member", scopes: "ratings:write" },
): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "marquee-bench-site-"));
  const port = await freePort();
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    MARQUEE_DATA_DIR: folder,
    PORT: String(port),
    HOST: "127.0.0.1",
    MARQUEE_BUILD_DIR: ".next-bench",
    LOG_LEVEL: "warn",
    MARQUEE_WRITE_LIMIT: "1000000",
  };
  const run = spawn(process.execPath, [join(root, "server/embedded/launch.mjs"), "start"], {
    cwd: root,
    env,
  });
  let said = "";
  for (const stream of [run.stdout, run.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  const ended = new Promise<void>((resolve) => run.once("exit", () => resolve()));
  const stop = async () => {
    run.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  await new Promise<void>((resolve, reject) => {
    run.stdout.on("data", () => said.includes("Stop it with Ctrl-C") && resolve());
    ended.then(() => reject(new Error(`The site doesn't start:\n${said}`)));
  });
  const made = spawnSync(
    process.execPath,
    [
      "--import",
      "tsx",
      join(root, "server/embedded/token.ts"),
      "--email",
      `${role}@bench.invalid`,
      "--role",
      role,
      "--scopes",
      scopes,
    ],
    { cwd: root, env, encoding: "utf8" },
  );
  const token = made.stdout.trim().split("\n").at(-1) ?? "";
  if (made.status !== 0) throw new Error(`No token: ${made.stderr}`);
  return { url: `http://127.0.0.1:${port}`, token, pid: run.pid ?? 0, stop };
}
