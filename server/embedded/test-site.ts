import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ADMIN_EMAIL } from "../members/schema";
import { besideThis } from "./child";
import { freePort } from "./free-port";
import { readAdminPassword, readSecrets } from "./installation";
import { projectRoot } from "./migrations-folder";
import { Refusal } from "./refusal";
import { readRunning } from "./running";

/** The production build on a fresh data folder and a free port, for the tests in the browser. */
export interface TestSite {
  /** A JSON file with what the tests may know: see e2e/site.ts. */
  facts: string;
  stop(): Promise<void>;
}

/** An operator's own servers and settings, in the environment or in .env, are none of the tests' business. */
function blank(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, ""]));
}

/**
 * Whose job engine the tests use: the embedded one, but where INNGEST_BASE_URL says otherwise. A server of
 * one's own must know where the site is, so then INNGEST_SERVE_ORIGIN says on which port it listens.
 */
async function chooseEngine(): Promise<{ port: number; env: Record<string, string> }> {
  const { INNGEST_BASE_URL: server, INNGEST_SERVE_ORIGIN: origin } = process.env;
  const rest = [
    "INNGEST_DEV",
    "DATABASE_URL",
    "NEXTAUTH_URL",
    "NEXTAUTH_SECRET",
    "MARQUEE_SMTP_URL",
    "MARQUEE_ALERT_WEBHOOK_URL",
    "MARQUEE_ALERT_SLACK_URL",
  ];
  if (!server) {
    const names = ["INNGEST_BASE_URL", "INNGEST_SIGNING_KEY", "INNGEST_EVENT_KEY", "INNGEST_SERVE_ORIGIN"];
    return { port: await freePort(), env: blank([...rest, ...names]) };
  }
  const port = Number(origin && URL.canParse(origin) ? new URL(origin).port : "");
  if (port > 0) return { port, env: blank(rest) };
  throw new Refusal(
    "INNGEST_BASE_URL is set, so the tests use that server; set INNGEST_SERVE_ORIGIN to where it finds the site under test, as http://localhost:4170.",
  );
}

async function untilReady(site: ChildProcess): Promise<void> {
  const ready = new Promise<void>((resolve, reject) => {
    site.once("exit", () =>
      reject(new Refusal("The site for the tests didn't start; what it said stands above.")),
    );
    if (!site.stdout) return;
    createInterface({ input: site.stdout }).on("line", (line) => {
      if (!line.includes("password")) console.log(line);
      if (line.startsWith("Stop it with")) resolve();
    });
  });
  await ready;
}

/** Starts the site by `npm start`'s own way; ready when this settles. */
export async function startTestSite(): Promise<TestSite> {
  const base = mkdtempSync(join(tmpdir(), "marquee-e2e-"));
  chmodSync(base, 0o711); // The database's user passes through it.
  const data = join(base, "data");
  const { port, env } = await chooseEngine();
  const baseURL = `http://localhost:${port}`;
  const metricsToken = randomBytes(16).toString("hex");
  const otlpPort = await freePort();
  const site = spawn(process.execPath, [besideThis("./launch.mjs"), "start"], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true, // Ctrl-C reaches us; we stop it in order.
    env: {
      ...process.env,
      ...env,
      MARQUEE_DATA_DIR: data,
      MARQUEE_BUILD_DIR: ".next-e2e",
      HOST: "127.0.0.1",
      PORT: String(port),
      MARQUEE_METRICS_TOKEN: metricsToken,
      // Some tests kill its parts many times: no pauses that grow, retries within seconds, and lines that tell
      // of each step as it begins.
      MARQUEE_LONGEST_PAUSE: "0.5",
      // All tests come from one address.
      MARQUEE_SIGN_IN_LIMIT: "30",
      MARQUEE_RETRY_BASE_MS: "200",
      LOG_LEVEL: "debug",
      // Nothing listens there but in the test of traces.
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${otlpPort}`,
      OTEL_BSP_SCHEDULE_DELAY: "200",
    },
  });
  const stop = async () => {
    if (site.exitCode === null && site.signalCode === null) {
      site.kill("SIGTERM");
      await once(site, "exit");
    }
    rmSync(base, { recursive: true, force: true });
  };
  try {
    await untilReady(site);
    const facts = join(base, "site.json");
    const about = {
      baseURL,
      adminEmail: ADMIN_EMAIL,
      adminPassword: readAdminPassword(data),
      databaseUrl: readRunning(data)?.databaseUrl,
      nextAuthSecret: readSecrets(data)?.nextAuthSecret,
      dataFolder: data,
      metricsToken,
      otlpPort,
    };
    writeFileSync(facts, JSON.stringify(about), { mode: 0o600 });
    return { facts, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
