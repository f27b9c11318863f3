import { z } from "zod";
import { Refusal } from "./refusal";

const port = z.coerce.number().int().min(1).max(65_535);

const schema = z.object({
  PORT: port.default(3000),
  HOST: z.string().default("127.0.0.1"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgresql://")
    .optional(),
  NEXTAUTH_URL: z.url().optional(),
  NEXTAUTH_SECRET: z.string().min(32, "must have 32 characters or more").optional(),
  INNGEST_DEV: z.string().optional(),
  INNGEST_BASE_URL: z.url().optional(),
  INNGEST_SIGNING_KEY: z.string().optional(),
  INNGEST_EVENT_KEY: z.string().optional(),
  /** Also write the children's JSON logs to stdout: for containers. */
  MARQUEE_LOG_STDOUT: z.stringbool().default(false),
});

/** What the operator chose by environment, as the supervisor needs it. */
export interface Settings {
  port: number;
  host: string;
  databaseUrl: string | undefined;
  /** The site's public address. */
  url: string;
  nextAuthSecret: string | undefined;
  /** The operator has an Inngest server, so the embedded engine isn't started. */
  ownInngest: boolean;
  /** The site's address for programs on this machine, as the job engine. */
  localUrl: string;
  logToStdout: boolean;
}

function localHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

/**
 * Reads the settings; an empty one counts as not set.
 * @throws Refusal that names the first wrong one
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Refusal(`The setting ${issue?.path.join(".")} is wrong: ${issue?.message}.`);
  }
  const { PORT, HOST, ...rest } = parsed.data;
  return {
    port: PORT,
    host: HOST,
    databaseUrl: rest.DATABASE_URL,
    url: (rest.NEXTAUTH_URL ?? `http://localhost:${PORT}`).replace(/\/$/, ""),
    nextAuthSecret: rest.NEXTAUTH_SECRET,
    ownInngest: Boolean(rest.INNGEST_DEV || rest.INNGEST_BASE_URL || rest.INNGEST_SIGNING_KEY),
    localUrl: `http://${localHost(HOST)}:${PORT}`,
    logToStdout: rest.MARQUEE_LOG_STDOUT,
  };
}
