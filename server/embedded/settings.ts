import { z } from "zod";
import { badPorts } from "./bad-ports";
import { Refusal } from "./refusal";

const port = z.coerce.number().int().min(1).max(65_535);

const schema = z.object({
  PORT: port
    .refine((given) => !badPorts.has(given), "browsers open no page on this port; choose another one")
    .default(3000),
  HOST: z.string().default("127.0.0.1"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgresql://")
    .optional(),
  DATABASE_DIRECT_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgresql://")
    .optional(),
  NEXTAUTH_URL: z.url().optional(),
  NEXTAUTH_SECRET: z.string().min(32, "must have 32 characters or more").optional(),
  INNGEST_DEV: z.string().optional(),
  INNGEST_BASE_URL: z.url().optional(),
  INNGEST_SIGNING_KEY: z.string().optional(),
  INNGEST_EVENT_KEY: z.string().optional(),
  INNGEST_SERVE_ORIGIN: z.url().optional(),
  INNGEST_ENABLE_UNAUTHED_SYNC: z.string().default("false"),
  /** Also write the children's JSON logs to stdout: for containers. */
  MARQUEE_LOG_STDOUT: z.stringbool().default(false),
  /** Seconds, at most, before something that ended by itself is started again. */
  MARQUEE_LONGEST_PAUSE: z.coerce.number().min(0.5).max(600).default(30),
  /** A proxy in front writes X-Forwarded-For. */
  MARQUEE_TRUST_PROXY: z.stringbool().default(false),
});

/** What the operator chose by environment, as the supervisor needs it. */
export interface Settings {
  port: number;
  host: string;
  databaseUrl: string | undefined;
  /** The same database without the pooler: for migrations and the job engine, which hold locks for longer. */
  databaseDirectUrl: string | undefined;
  /** The site's public address. */
  url: string;
  nextAuthSecret: string | undefined;
  /** The operator has an Inngest server, so the embedded engine isn't started. */
  ownInngest: boolean;
  /** The site's origin as that server reaches it. */
  serveOrigin: string;
  /** Whether requests without a signature may have the site register there. */
  unauthedSync: string;
  /** The site's address for programs on this machine, as the job engine. */
  localUrl: string;
  logToStdout: boolean;
  /** Milliseconds, at most, before something that ended by itself is started again. */
  longestPause: number;
  /** The last entry of X-Forwarded-For is a proxy's and tells the client's address. */
  trustProxy: boolean;
}

function localHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

/** INNGEST_DEV is 1 or the dev server's address; the SDK reads these as off. */
function isOn(dev: string | undefined): boolean {
  return dev !== undefined && !["0", "false"].includes(dev.trim().toLowerCase());
}

/**
 * Reads the settings; an empty one counts as not set.
 * @throws Refusal that names the first wrong one
 */
export function readSettings(mode: "start" | "dev", environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Refusal(`The setting ${issue?.path.join(".")} is wrong: ${issue?.message}.`);
  }
  const { PORT, HOST, ...rest } = parsed.data;
  const dev = isOn(rest.INNGEST_DEV);
  if (dev && mode === "start")
    throw new Refusal("INNGEST_DEV lets anybody run jobs, so it is only for npm run dev; unset it.");
  const url = (rest.NEXTAUTH_URL ?? `http://localhost:${PORT}`).replace(/\/$/, "");
  return {
    port: PORT,
    host: HOST,
    databaseUrl: rest.DATABASE_URL,
    databaseDirectUrl: rest.DATABASE_URL && rest.DATABASE_DIRECT_URL,
    url,
    nextAuthSecret: rest.NEXTAUTH_SECRET,
    ownInngest: dev || Boolean(rest.INNGEST_BASE_URL || rest.INNGEST_SIGNING_KEY),
    serveOrigin: rest.INNGEST_SERVE_ORIGIN ?? new URL(url).origin,
    unauthedSync: rest.INNGEST_ENABLE_UNAUTHED_SYNC,
    localUrl: `http://${localHost(HOST)}:${PORT}`,
    logToStdout: rest.MARQUEE_LOG_STDOUT,
    longestPause: rest.MARQUEE_LONGEST_PAUSE * 1_000,
    trustProxy: rest.MARQUEE_TRUST_PROXY,
  };
}
