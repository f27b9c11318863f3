import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "../../server/embedded/free-port";
import { site } from "../site";

const root = join(import.meta.dirname, "../..");

/** A further process of the site under test: its build and its database, another port. */
export interface SiteProcess {
  url: string;
  child: ChildProcess;
  /** What it wrote so far. */
  said: () => string;
  stop: () => Promise<void>;
}

/** Starts one; it answers when this settles. @throws Error with its words where it ends before */
export async function startSiteProcess(settings: Record<string, string> = {}): Promise<SiteProcess> {
  const { baseURL, databaseUrl, nextAuthSecret } = site();
  const port = await freePort();
  const child = spawn(process.execPath, ["--import", "tsx", "server/front/main.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      NEXTAUTH_URL: baseURL,
      NEXTAUTH_SECRET: nextAuthSecret,
      MARQUEE_BUILD_DIR: ".next-e2e",
      HOST: "127.0.0.1",
      PORT: String(port),
      ...settings,
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  for (let answers = false; !answers; ) {
    if (child.exitCode !== null) throw new Error(`A process of the site ended at once:\n${said}`);
    answers = await fetch(`${url}/api/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
  return {
    url,
    child,
    said: () => said,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
