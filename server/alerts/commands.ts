import { db, type Tx } from "../db";
import { recordEvent } from "../events";
import { logger } from "../observability/logger";
import { storableText } from "../storable";
import { configuredChannels, send } from "./channels";
import type { Alert, Channel } from "./schema";

/** A cause is told once in this time, in milliseconds. */
const QUIET = 3_600_000;

/** Somebody who has said that they are sending is left alone for this long, in milliseconds. */
const CLAIM = 60_000;

/** How often a site's own watch tries to send what the job engine should have sent. */
const MOST_ATTEMPTS = 10;

/**
 * Raises an alert, unless its cause was raised within the last hour: the row of the cause decides, however
 * many processes see the same at once. In the same transaction the job that sends it is asked for.
 * @param within the transaction that the alert belongs to; one of its own when absent.
 * @returns whether it was raised.
 */
export async function raiseAlert(
  alert: Omit<Alert, "raisedAt">,
  now = new Date(),
  within?: Tx,
): Promise<boolean> {
  const raise = async (tx: Tx) => {
    const raised = await tx.$executeRaw`
      insert into alert as standing (cause, raised_at, title, text, path)
      values (${alert.cause}, ${now}, ${alert.title}, ${alert.text}, ${alert.path})
      on conflict (cause) do update set
        raised_at = excluded.raised_at, title = excluded.title, text = excluded.text, path = excluded.path
      where standing.raised_at <= ${new Date(now.getTime() - QUIET)}`;
    if (raised === 0) return false;
    await tx.alertDelivery.deleteMany({ where: { cause: alert.cause } });
    await addDeliveries(tx, alert.cause);
    await recordEvent(tx, "alert/raised", { cause: alert.cause, raisedAt: now.toISOString() });
    logger.warn({ alert: alert.title, cause: alert.cause }, "An alert was raised.");
    return true;
  };
  return await (within ? raise(within) : db().$transaction(raise));
}

async function addDeliveries(tx: Tx, cause: string): Promise<void> {
  await tx.alertDelivery.createMany({ data: configuredChannels().map((channel) => ({ cause, channel })) });
}

/**
 * Sends the alert of a cause by one channel, if it is still the one raised at `raisedAt`, hasn't been sent,
 * and nobody else is about it. A crash between sending and writing that down sends it twice.
 * @throws Error where the receiver doesn't take it; a later call tries again.
 */
export async function deliverAlert(cause: string, raisedAt: string, channel: Channel): Promise<void> {
  const alert = await db().alert.findUnique({
    where: { cause },
    select: { cause: true, raisedAt: true, title: true, text: true, path: true },
  });
  if (alert?.raisedAt.toISOString() !== raisedAt) return;
  const claimed = await db().$executeRaw`
    update alert_delivery set claimed_at = now(), attempts = attempts + 1
    where cause = ${cause} and channel = ${channel} and sent_at is null
      and (claimed_at is null or claimed_at < ${new Date(Date.now() - CLAIM)})`;
  if (claimed === 0) return;
  const where = { cause_channel: { cause, channel } };
  try {
    await send(channel, { ...alert, raisedAt });
    await db().alertDelivery.update({ where, data: { sentAt: new Date(), error: null } });
  } catch (error) {
    const words = storableText(error instanceof Error ? error.message : String(error));
    await db().alertDelivery.update({ where, data: { claimedAt: null, error: words } });
    throw error;
  }
}

/**
 * Sends from this process what hasn't been sent within `patience` milliseconds: alerts about a job engine
 * that is away must not wait for it. Doesn't throw; what fails is tried again by the next call.
 */
export async function deliverWaiting(patience: number, now = new Date()): Promise<void> {
  const waiting = await db().alertDelivery.findMany({
    where: {
      sentAt: null,
      attempts: { lt: MOST_ATTEMPTS },
      channel: { in: configuredChannels() },
      alert: { raisedAt: { lte: new Date(now.getTime() - patience) } },
    },
    select: { cause: true, channel: true, alert: { select: { raisedAt: true } } },
  });
  const known = configuredChannels();
  for (const { cause, alert, ...row } of waiting) {
    const channel = known.find((each) => each === row.channel);
    if (!channel) continue;
    try {
      await deliverAlert(cause, alert.raisedAt.toISOString(), channel);
    } catch (error) {
      logger.warn({ error, cause, channel }, "An alert could not be sent; it is tried again.");
    }
  }
}
