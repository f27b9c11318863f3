import { createHmac } from "node:crypto";
import nodemailer from "nodemailer";
import { env } from "../env";
import { type Alert, type Channel, channels } from "./schema";

/** A receiver that doesn't take an alert within this is tried again, in milliseconds. */
const PATIENCE = 10_000;

/** The channels that the operators have set up. */
export function configuredChannels(): Channel[] {
  const settings = env();
  const set: Record<Channel, boolean> = {
    email: settings.MARQUEE_SMTP_URL !== undefined && settings.MARQUEE_ALERT_EMAIL !== undefined,
    webhook: settings.MARQUEE_ALERT_WEBHOOK_URL !== undefined,
    slack: settings.MARQUEE_ALERT_SLACK_URL !== undefined,
  };
  return channels.filter((channel) => set[channel]);
}

/**
 * Sends an alert by one channel; does nothing where that isn't set up.
 * @throws Error where the receiver doesn't take it.
 */
export async function send(channel: Channel, alert: Alert): Promise<void> {
  const link = new URL(alert.path, env().NEXTAUTH_URL).href;
  if (channel === "email") await sendMail(alert, link);
  else if (channel === "webhook") await sendWebhook(alert, link);
  else await sendSlack(alert, link);
}

async function sendMail(alert: Alert, link: string): Promise<void> {
  const { MARQUEE_SMTP_URL, MARQUEE_ALERT_EMAIL, MARQUEE_ALERT_EMAIL_FROM, NEXTAUTH_URL } = env();
  if (!MARQUEE_SMTP_URL || !MARQUEE_ALERT_EMAIL) return;
  const timeouts = { connectionTimeout: PATIENCE, greetingTimeout: PATIENCE, socketTimeout: PATIENCE };
  const transport = nodemailer.createTransport({ url: MARQUEE_SMTP_URL, ...timeouts });
  try {
    await transport.sendMail({
      from: MARQUEE_ALERT_EMAIL_FROM ?? `Marquee <marquee@${new URL(NEXTAUTH_URL).hostname}>`,
      to: MARQUEE_ALERT_EMAIL,
      subject: `[Marquee] ${alert.title}`,
      text: `${alert.text}\n\n${link}\n\nRaised ${alert.raisedAt}. The same cause is told once an hour at most.\n`,
      headers: { "Auto-Submitted": "auto-generated" },
    });
  } finally {
    transport.close();
  }
}

/**
 * The signature of a webhook's body: HMAC-SHA256 of "<seconds>.<body>", hex, under the shared secret. A
 * receiver computes the same and compares in constant time; docs/jobs.md shows how.
 */
function signature(body: string, secret: string, seconds: number): string {
  const mac = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${mac}`;
}

async function sendWebhook(alert: Alert, link: string): Promise<void> {
  const { MARQUEE_ALERT_WEBHOOK_URL, MARQUEE_ALERT_WEBHOOK_SECRET } = env();
  if (!MARQUEE_ALERT_WEBHOOK_URL) return;
  const { cause, title, text, raisedAt } = alert;
  const body = JSON.stringify({ cause, title, text, url: link, raisedAt });
  await post(MARQUEE_ALERT_WEBHOOK_URL, body, {
    // The same for each try, so that a receiver knows what it has had.
    "Marquee-Delivery": `${cause}@${raisedAt}`,
    ...(MARQUEE_ALERT_WEBHOOK_SECRET && {
      "Marquee-Signature": signature(body, MARQUEE_ALERT_WEBHOOK_SECRET, Math.floor(Date.now() / 1_000)),
    }),
  });
}

/** Slack's own escapes: an alert quotes error messages, which may hold anything. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

async function sendSlack({ title, text }: Alert, link: string): Promise<void> {
  const { MARQUEE_ALERT_SLACK_URL } = env();
  if (!MARQUEE_ALERT_SLACK_URL) return;
  const message = `*${escaped(title)}*\n${escaped(text)}\n<${link}|Open it on the desk>`;
  await post(MARQUEE_ALERT_SLACK_URL, JSON.stringify({ text: message }), {});
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json", "User-Agent": "Marquee", ...headers },
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`The receiver answered ${answer.status}.`);
}
