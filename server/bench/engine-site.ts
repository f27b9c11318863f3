import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Inngest } from "inngest";
import { serve } from "inngest/node";
import { z } from "zod";
import { freePort } from "../embedded/free-port";

const health = z.object({
  ready: z.boolean(),
  app: z.enum(["here", "away"]),
  queued: z.number(),
  running: z.number(),
});

/** The embedded engine as a process of its own, and an app with one function of one step. */
export class EngineSite {
  readonly #signingKey = `signkey-prod-${randomBytes(32).toString("hex")}`;
  readonly #eventKey = randomBytes(16).toString("hex");
  #child: ChildProcess | undefined;
  #server: http.Server | undefined;
  #enginePort = 0;
  #appPort = 0;
  /** Moments at which runs' steps ran, by `performance.now()`. */
  readonly ended: number[] = [];

  /** Starts both; settles when they are in touch. */
  async start(databaseUrl: string): Promise<void> {
    this.#enginePort = await freePort();
    this.#appPort = await freePort();
    const main = join(import.meta.dirname, "..", "embedded", "inngest", "main.ts");
    this.#child = spawn(process.execPath, ["--import", "tsx", main], {
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        MARQUEE_ENGINE_PORT: String(this.#enginePort),
        MARQUEE_APP_URL: `http://127.0.0.1:${this.#appPort}/api/inngest`,
        INNGEST_SIGNING_KEY: this.#signingKey,
        INNGEST_EVENT_KEY: this.#eventKey,
        LOG_LEVEL: "warn",
      },
    });
    await this.startApp();
    await this.until((state) => state.ready && state.app === "here");
  }

  /** Serves the app. */
  async startApp(): Promise<void> {
    const client = new Inngest({
      id: "bench",
      baseUrl: `http://127.0.0.1:${this.#enginePort}`,
      eventKey: this.#eventKey,
      signingKey: this.#signingKey,
      isDev: false,
    });
    const one = client.createFunction(
      { id: "one-step", retries: 4, triggers: [{ event: "bench/one" }] },
      async ({ step }) => {
        await step.run("work", () => this.ended.push(performance.now()));
      },
    );
    const server = http.createServer(serve({ client, functions: [one] }));
    await new Promise<void>((resolve) => server.listen(this.#appPort, "127.0.0.1", resolve));
    this.#server = server;
  }

  /** Ends the app. */
  async stopApp(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  /** Sends events in one request. */
  async send(count: number): Promise<void> {
    const events = Array.from({ length: count }, () => ({ name: "bench/one", data: {} }));
    const url = `http://127.0.0.1:${this.#enginePort}/e/${this.#eventKey}`;
    const answer = await fetch(url, { method: "POST", body: JSON.stringify(events) });
    if (!answer.ok) throw new Error(`The engine refused events: ${answer.status} ${await answer.text()}`);
  }

  /** Waits until the engine's state is this. */
  async until(wanted: (state: z.infer<typeof health>) => boolean): Promise<void> {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${this.#enginePort}/health`).catch(() => undefined);
      const state = health.safeParse(await answer?.json());
      if (state.success && wanted(state.data)) return;
      await delay(20);
    }
  }

  /** The engine's resident memory, MB. */
  memory(): number {
    const status = readFileSync(`/proc/${this.#child?.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
  }

  /** Ends both. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await this.stopApp();
  }
}
