import { connect } from "node:net";
import { join } from "node:path";
import { builtProgram } from "./build";
import { besideThis, type Instance, startProgram } from "./child";
import type { Secrets } from "./installation";
import { waitUntil } from "./keep-running";
import type { LogFile } from "./log-file";
import { projectRoot } from "./migrations-folder";
import type { Settings } from "./settings";

/** Takes the forwarding headers away that clients send. */
const ownAddress = new URL("./own-address.mjs", import.meta.url).href;

/**
 * How much a site process collects before it cleans up, unless the operator's NODE_OPTIONS say otherwise: by itself
 * V8 takes a share of the machine, however little the site needs (measured: docs/operations/running.md).
 */
const HEAP = ["--max-old-space-size=512", "--max-semi-space-size=8"];

/** What the site and the job engine are told, and by which names. */
export interface Wiring {
  settings: Settings;
  secrets: Secrets;
  databaseUrl: string;
  /** Undefined with an Inngest of the operator's own. */
  enginePort: number | undefined;
  buildFolder: string;
  mode: "start" | "dev";
}

/**
 * The site's environment. With an Inngest of their own the operator's INNGEST_ variables pass as they are; nobody
 * else than that Inngest may have the site register.
 */
export function siteEnvironment({ settings, secrets, databaseUrl, enginePort, buildFolder, mode }: Wiring) {
  const engine: Record<string, string> =
    enginePort === undefined
      ? {
          MARQUEE_ENGINE: "inngest",
          INNGEST_SERVE_ORIGIN: settings.serveOrigin,
          INNGEST_ENABLE_UNAUTHED_SYNC: settings.unauthedSync,
        }
      : {
          MARQUEE_ENGINE: "embedded",
          INNGEST_BASE_URL: `http://127.0.0.1:${enginePort}`,
          INNGEST_SIGNING_KEY: secrets.inngestSigningKey,
          INNGEST_EVENT_KEY: secrets.inngestEventKey,
          INNGEST_SERVE_ORIGIN: settings.localUrl,
          INNGEST_ENABLE_UNAUTHED_SYNC: "false",
        };
  return {
    NODE_ENV: mode === "dev" ? "development" : "production",
    DATABASE_URL: settings.databaseUrl ?? databaseUrl,
    NEXTAUTH_URL: settings.url,
    NEXTAUTH_SECRET: settings.nextAuthSecret ?? secrets.nextAuthSecret,
    MARQUEE_BUILD_DIR: buildFolder,
    HOST: settings.host,
    PORT: String(settings.port),
    NEXT_TELEMETRY_DISABLED: "1",
    ...engine,
  };
}

/** Where Node, from 22 on, keeps what it compiled, so that the next start needn't. */
function compileCache({ buildFolder, mode }: Wiring): Record<string, string> {
  const folder = process.env.NODE_COMPILE_CACHE ?? join(projectRoot, buildFolder, "compiled");
  return mode === "start" ? { NODE_COMPILE_CACHE: folder } : {};
}

/** Starts the site; it answers when this settles. */
export async function startSite(wiring: Wiring, log: LogFile): Promise<Instance> {
  const { settings, mode, buildFolder } = wiring;
  const { host, port, trustProxy } = settings;
  const next = join("node_modules", "next", "dist", "bin", "next");
  const instance = startProgram({
    args:
      mode === "dev" ? [next, "dev", "-H", host, "-p", String(port)] : [builtProgram(buildFolder, "front")],
    flags: mode === "start" && !process.env.NODE_OPTIONS?.includes("-space-size") ? HEAP : [],
    // The C library would else keep an arena for each of the threads that compress and hash.
    env: {
      MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? "2",
      ...compileCache(wiring),
      ...siteEnvironment(wiring),
    },
    log,
    preload: trustProxy ? [] : [ownAddress],
  });
  return whenReady(instance, "site", log, () => answers(settings.localUrl));
}

/** Starts the embedded job engine; it listens when this settles. */
export async function startEngine(wiring: Wiring, port: number, log: LogFile): Promise<Instance> {
  const { settings, secrets, databaseUrl, buildFolder, mode } = wiring;
  const instance = startProgram({
    args: [mode === "dev" ? besideThis("./inngest/main.ts") : builtProgram(buildFolder, "engine")],
    flags: ["--enable-source-maps"],
    env: {
      ...compileCache(wiring),
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      MARQUEE_ENGINE_PORT: String(port),
      MARQUEE_APP_URL: `${settings.localUrl}/api/inngest`,
      INNGEST_SIGNING_KEY: secrets.inngestSigningKey,
      INNGEST_EVENT_KEY: secrets.inngestEventKey,
    },
    log,
  });
  return whenReady(instance, "job engine", log, () => listens(port));
}

async function whenReady(instance: Instance, name: string, log: LogFile, works: () => Promise<boolean>) {
  const lastWords = () => log.lastLines(15).join("\n");
  try {
    await waitUntil(works, { name, ended: instance.ended, lastWords }, 60_000);
    return instance;
  } catch (error) {
    await instance.stop();
    throw error;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(`${url}/api/health/live`, { signal: AbortSignal.timeout(20_000) });
    return true;
  } catch {
    return false;
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => done(true)).once("error", () => done(false));
  });
}
