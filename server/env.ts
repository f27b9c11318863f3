import { z } from "zod";

/**
 * The process's settings, validated once; the only reader of `process.env` outside the start-up scripts.
 * What `npm start` decides itself (the database's address, the job engine's address and keys, secrets) it
 * passes to its child processes by these same names.
 */
const schema = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  DATABASE_URL: z.string().min(1),
  /** Most connections of this process's pool: the embedded server has 60, of which engine and scripts need some. */
  DATABASE_POOL: z.coerce.number().int().min(1).max(40).default(10),
  /** The database's own address, where DATABASE_URL leads to a pooler in transaction mode, which has no LISTEN. */
  DATABASE_DIRECT_URL: z.string().min(1).optional(),
  /** A streaming replica of that database, itself and not a balancer before several: answers public reads. */
  DATABASE_REPLICA_URL: z.string().min(1).optional(),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  /** Site processes on one port, under one that replaces them; not set, one on its own. */
  WEB_CONCURRENCY: z.coerce.number().int().min(1).max(64).optional(),
  /** Told by the one above to a process that takes another one's place. */
  MARQUEE_SUCCESSOR: z.stringbool().default(false),
  /** Megabytes of public pages and answers that a site process keeps. */
  MARQUEE_PAGE_MEMORY: z.coerce.number().int().min(1).max(4_096).default(64),
  /** Requests that a site process works on at once, beside those it answers from memory; more get 503. */
  MARQUEE_MOST_AT_ONCE: z.coerce.number().int().min(1).default(100),
  /** The site's public origin; cookies are Secure when it is https. */
  NEXTAUTH_URL: z.url().default("http://localhost:3000"),
  /** Signs sessions; the site asks for it, scripts need none. */
  NEXTAUTH_SECRET: z.string().min(32).optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  /** "embedded" when our own engine runs beside the site; readiness then asks it too. */
  MARQUEE_ENGINE: z.enum(["embedded", "inngest"]).default("inngest"),
  INNGEST_BASE_URL: z.url().optional(),
  /** Lets Prometheus read /api/metrics; without it there is no such address. */
  MARQUEE_METRICS_TOKEN: z.string().min(16).optional(),
  /** Where traces go, by OTLP/HTTP; none are made without it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  OTEL_SERVICE_NAME: z.string().default("marquee"),
  /** The production build, in the project. */
  MARQUEE_BUILD_DIR: z.string().default(".next"),
  /** Sign-in attempts allowed an account, and ten times as many an address, in 15 minutes. */
  MARQUEE_SIGN_IN_LIMIT: z.coerce.number().int().min(1).default(10),
  /** Writes allowed a person in a minute. */
  MARQUEE_WRITE_LIMIT: z.coerce.number().int().min(1).default(300),
  /** Where alerts go; each channel is used where it is set. smtp://user:password@host:587 or smtps:// */
  MARQUEE_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Addresses, with commas between them. */
  MARQUEE_ALERT_EMAIL: z.string().optional(),
  MARQUEE_ALERT_EMAIL_FROM: z.string().optional(),
  MARQUEE_ALERT_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Signs what the webhook gets. */
  MARQUEE_ALERT_WEBHOOK_SECRET: z.string().min(16).optional(),
  /** An incoming webhook of Slack, Mattermost, Rocket.Chat or another that takes their format. */
  MARQUEE_ALERT_SLACK_URL: z.url({ protocol: /^https?$/ }).optional(),
});

function read() {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Error(`Settings are missing or wrong.\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

let cached: z.infer<typeof schema> | undefined;

/** @throws Error naming every setting that is missing or wrong, at first use. */
export function env() {
  cached ??= read();
  return cached;
}

/** The key that signs sessions. @throws Error where none is set: there is no default. */
export function sessionSecret(): string {
  const secret = env().NEXTAUTH_SECRET;
  if (secret === undefined) throw new Error("NEXTAUTH_SECRET is not set; npm start makes one and keeps it.");
  return secret;
}

/** Where LISTEN reaches the database. */
export function changesUrl(): string {
  return env().DATABASE_DIRECT_URL ?? env().DATABASE_URL;
}
