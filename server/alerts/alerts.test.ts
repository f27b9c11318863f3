import { createHmac, timingSafeEqual } from "node:crypto";
import http from "node:http";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "../db";
import { portOf } from "../embedded/inngest/harness";
import { logger } from "../observability/logger";
import { truncateAll } from "../testing/database";
import { deliverAlert, deliverWaiting, raiseAlert } from "./commands";

/** Alerts to real receivers on this machine: an SMTP server, and a web server for both kinds of webhook. */

const SECRET = "a secret shared with the receiver";

interface Received {
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

let received: Received[] = [];
let letters: { to: string[]; text: string }[] = [];
/** The status that the web server answers with. */
let status = 200;

const web = http.createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  received.push({
    path: request.url ?? "",
    headers: request.headers,
    body: Buffer.concat(pieces).toString(),
  });
  response.writeHead(status).end();
});

const mail = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData(stream, session, done) {
    const pieces: Buffer[] = [];
    stream.on("data", (piece: Buffer) => pieces.push(piece));
    stream.on("end", () => {
      const to = session.envelope.rcptTo.map((each) => each.address);
      letters.push({ to, text: Buffer.concat(pieces).toString() });
      done();
    });
  },
});

beforeAll(async () => {
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => mail.listen(0, "127.0.0.1", () => resolve()));
  const address = mail.server.address();
  const mailPort = typeof address === "object" ? address?.port : 0;
  // Read once a process, at the first use.
  Object.assign(process.env, {
    NEXTAUTH_URL: "https://films.example.org",
    MARQUEE_SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
    MARQUEE_ALERT_EMAIL: "ops@example.org, night@example.org",
    MARQUEE_ALERT_WEBHOOK_URL: `http://127.0.0.1:${portOf(web)}/hook`,
    MARQUEE_ALERT_WEBHOOK_SECRET: SECRET,
    MARQUEE_ALERT_SLACK_URL: `http://127.0.0.1:${portOf(web)}/slack`,
  });
});

afterAll(async () => {
  web.close();
  await new Promise<void>((resolve) => mail.close(() => resolve()));
});

beforeEach(async () => {
  logger.level = "silent";
  await truncateAll();
});
afterEach(() => {
  received = [];
  letters = [];
  status = 200;
});

const alert = {
  cause: "dead-letter:publish-full",
  title: "A job failed for good: publish-full",
  text: "duplicate <key> & more",
  path: "/admin/dead-letters/01RUN",
};
const LINK = "https://films.example.org/admin/dead-letters/01RUN";

function seconds(from: Date, later: number): Date {
  return new Date(from.getTime() + later * 1_000);
}

describe("a cause", () => {
  test("is told once an hour, however many processes see it at once", async () => {
    const now = new Date();
    const raised = await Promise.all(Array.from({ length: 8 }, () => raiseAlert(alert, now)));
    expect(raised.filter(Boolean)).toHaveLength(1);
    expect(await raiseAlert(alert, seconds(now, 3_599))).toBe(false);
    expect(await raiseAlert({ ...alert, cause: "queue" }, seconds(now, 3_599))).toBe(true);
    expect(await raiseAlert(alert, seconds(now, 3_600))).toBe(true);
    expect(await db().outbox.count({ where: { name: "alert/raised" } })).toBe(3);
  });

  test("is told anew by each channel when it is raised again", async () => {
    const now = seconds(new Date(), -7_200);
    await raiseAlert(alert, now);
    await deliverAlert(alert.cause, now.toISOString(), "slack");
    const again = seconds(now, 3_601);
    await raiseAlert(alert, again);
    // What still comes of the first raising says nothing any more.
    await deliverAlert(alert.cause, now.toISOString(), "webhook");
    await deliverAlert(alert.cause, again.toISOString(), "slack");
    expect(received.map(({ path }) => path)).toEqual(["/slack", "/slack"]);
  });
});

describe("an alert", () => {
  test("goes out by mail, webhook and Slack, each with the link, once", async () => {
    const now = new Date();
    await raiseAlert(alert, now);
    for (const channel of ["email", "webhook", "slack", "email", "webhook", "slack"] as const)
      await deliverAlert(alert.cause, now.toISOString(), channel);

    expect(letters).toHaveLength(1);
    expect(letters[0]?.to).toEqual(["ops@example.org", "night@example.org"]);
    expect(letters[0]?.text).toContain("Subject: [Marquee] A job failed for good: publish-full");
    expect(letters[0]?.text).toContain(LINK);

    const [hook, slack] = received;
    expect(received.map(({ path }) => path)).toEqual(["/hook", "/slack"]);
    expect(JSON.parse(hook?.body ?? "")).toEqual({
      cause: alert.cause,
      title: alert.title,
      text: alert.text,
      url: LINK,
      raisedAt: now.toISOString(),
    });
    expect(hook?.headers["marquee-delivery"]).toBe(`${alert.cause}@${now.toISOString()}`);
    expect(JSON.parse(slack?.body ?? "")).toEqual({
      text: `*${alert.title}*\nduplicate &lt;key&gt; &amp; more\n<${LINK}|Open it on the desk>`,
    });
  });

  test("is signed so that a receiver can tell it from a forged one", async () => {
    const now = new Date();
    await raiseAlert(alert, now);
    await deliverAlert(alert.cause, now.toISOString(), "webhook");
    const [hook] = received;
    const body = hook?.body ?? "";
    // As docs/jobs.md tells receivers.
    const verify = (text: string, secret: string) => {
      const header = String(hook?.headers["marquee-signature"]);
      const { t = "", v1 = "" } = Object.fromEntries(header.split(",").map((part) => part.split("=")));
      const expected = createHmac("sha256", secret).update(`${t}.${text}`).digest();
      const given = Buffer.from(v1, "hex");
      return given.length === expected.length && timingSafeEqual(given, expected);
    };
    expect(verify(body, SECRET)).toBe(true);
    expect(verify(body.replace("duplicate", "deplicate"), SECRET)).toBe(false);
    expect(verify(body, "another secret")).toBe(false);
  });

  test("that a receiver refuses fails, and is sent by the next try", async () => {
    const now = new Date();
    await raiseAlert(alert, now);
    status = 503;
    await expect(deliverAlert(alert.cause, now.toISOString(), "webhook")).rejects.toThrow("answered 503");
    status = 200;
    await deliverAlert(alert.cause, now.toISOString(), "webhook");
    expect(await db().alertDelivery.findFirst({ where: { channel: "webhook" } })).toMatchObject({
      attempts: 2,
      sentAt: expect.any(Date),
      error: null,
    });
  });

  test("that the job engine doesn't send is sent by the site, by one process", async () => {
    const now = new Date();
    await raiseAlert(alert, now);
    await deliverWaiting(60_000, seconds(now, 59));
    expect(received).toEqual([]);
    await Promise.all([1, 2, 3].map(() => deliverWaiting(60_000, seconds(now, 61))));
    expect(received.map(({ path }) => path).sort()).toEqual(["/hook", "/slack"]);
    expect(letters).toHaveLength(1);
  });

  test("whose sender died is taken up by another after a minute", async () => {
    const now = new Date();
    await raiseAlert(alert, now);
    await db().alertDelivery.updateMany({ data: { claimedAt: now, attempts: 1 } });
    await deliverWaiting(0, now);
    expect(received).toEqual([]);
    await db().alertDelivery.updateMany({ data: { claimedAt: seconds(now, -61) } });
    await deliverWaiting(0, now);
    expect(received).toHaveLength(2);
  });
});
