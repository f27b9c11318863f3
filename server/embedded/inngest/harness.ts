import { type ChildProcess, spawn } from "node:child_process";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { Inngest, type InngestFunction } from "inngest";
import { serve } from "inngest/node";
import pg from "pg";
import pino from "pino";
import { vi } from "vitest";
import { type Engine, type EngineOptions, startEngine } from "./engine";
import { ulid } from "./ids";

// Tests wait for conditions, not for times: how long one takes depends on what else the machine does.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** Keys of tests only. */
export const SIGNING_KEY = "signkey-test-8ee2262a15ac8d42703d6a745480ba3e08fc357e06ca1a0d4fb3d8b4cc4d4c6e";
export const EVENT_KEY = "an-event-key-of-tests";

/** A database of a test file's own, on the server at TEST_DATABASE_URL. */
export async function ownDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error("Set TEST_DATABASE_URL to a PostgreSQL on which tests may create databases.");
  const name = `engine_${ulid().toLowerCase()}`;
  await run(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** Waits until `look` gives a value, for up to 30 s. */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Waited 30 s in vain for ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

type Make = (client: Inngest) => InngestFunction.Any[];

/** A real app: the real SDK, served by node:http in signed mode, and an engine for it. */
export class Bench {
  readonly #engines: Engine[] = [];
  readonly #children: ChildProcess[] = [];
  #server: http.Server | undefined;
  client: Inngest;
  appUrl = "";
  engineUrl = "";

  constructor(
    private readonly databaseUrl: string,
    private readonly make: Make,
  ) {
    this.client = new Inngest({ id: "app" });
  }

  /** Serves the app on a port of its own, the same one each time. */
  async startApp(engineUrl: string): Promise<void> {
    this.client = new Inngest({
      id: "app",
      baseUrl: engineUrl,
      eventKey: EVENT_KEY,
      signingKey: SIGNING_KEY,
      isDev: false,
      logger: pino({ level: "silent" }),
    });
    const handler = serve({ client: this.client, functions: this.make(this.client) });
    const server = http.createServer(handler);
    const port = this.appUrl ? Number(new URL(this.appUrl).port) : 0;
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    this.appUrl ||= `http://127.0.0.1:${portOf(server)}/api/inngest`;
    this.#server = server;
  }

  /** Takes a port for the app without starting it. */
  async reserve(): Promise<void> {
    this.appUrl = `http://127.0.0.1:${await freePort()}/api/inngest`;
  }

  /** Ends the app as a crash does: connections are cut. */
  async stopApp(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  /** Starts an engine for the app. */
  async startEngine(options: Partial<EngineOptions> = {}): Promise<Engine> {
    const engine = await startEngine({
      databaseUrl: this.databaseUrl,
      port: 0,
      appUrl: this.appUrl,
      signingKey: SIGNING_KEY,
      eventKey: EVENT_KEY,
      log: pino({ level: process.env.ENGINE_LOG ?? "silent" }),
      retryBaseMs: 20,
      graceMs: 500,
      ...options,
    });
    this.#engines.push(engine);
    this.engineUrl = engine.url;
    return engine;
  }

  /** Starts an engine as a process of its own; it listens, or waits for another one's end. */
  async spawnEngine(port: number): Promise<ChildProcess> {
    const main = fileURLToPath(new URL("./main.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", main], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        DATABASE_URL: this.databaseUrl,
        MARQUEE_ENGINE_PORT: String(port),
        MARQUEE_APP_URL: this.appUrl,
        INNGEST_SIGNING_KEY: SIGNING_KEY,
        INNGEST_EVENT_KEY: EVENT_KEY,
        MARQUEE_RETRY_BASE_MS: "20",
      },
    });
    this.#children.push(child);
    let text = "";
    child.stdout.on("data", (piece: Buffer) => {
      text += piece.toString();
    });
    await until(() => text.includes("ready for the app") || text.includes("another engine"));
    return child;
  }

  /** Waits until the engine at `port` and the app are in touch. */
  async inTouch(port: number): Promise<void> {
    await until(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
      const health: unknown = await response?.json();
      return JSON.stringify(health ?? {}).includes('"ready":true,"app":"here"');
    });
  }

  /** An engine and its app, in touch with each other. */
  async start(options: Partial<EngineOptions> = {}): Promise<Engine> {
    const port = await freePort();
    await this.startApp(`http://127.0.0.1:${port}`);
    const engine = await this.startEngine({ port, ...options });
    await until(async () => {
      const health = await engine.health();
      return health.ready && health.app === "here";
    });
    return engine;
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    for (const child of this.#children) child.kill("SIGKILL");
    for (const engine of this.#engines) await engine.stop();
    await this.stopApp();
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The port a server listens on. */
export function portOf(server: http.Server): number {
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server isn't listening.");
  return address.port;
}
