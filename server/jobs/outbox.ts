import { setTimeout as pause } from "node:timers/promises";
import { db, type Tx } from "../db";
import { wakesMembers, wakesRankings } from "../events";
import { logger } from "../observability/logger";
import { markMembers } from "../recommendations/commands";
import { areMembersWaiting } from "../recommendations/queries";
import { filmsChanged, inngest, membersChanged, wake } from "./client";
import { type SentFact, withFactSpans } from "./fact-spans";

/** Most facts sent in one go. */
const BATCH = 200;

/** Milliseconds until another try, when the engine was away. */
const RETRY_AFTER = 2_000;

/** Milliseconds between two rounds: the next takes along what came meanwhile, and the first waits for nothing. */
const BREATH = 20;

/** The same under a flood: a round costs as much whether it takes one fact or two hundred. */
const LONG_BREATH = 100;

/** So many facts in a round are a flood. */
const FLOOD = 10;

/** The round under way, and the one that waits for it to end; how many facts each sent. */
let standing: Promise<number> | undefined;
let next: Promise<number> | undefined;

/**
 * Sends the facts that wait in the outbox to the job engine. Call it after the transaction that recorded
 * one; calls that come while it works share its next round, and wait for no other, however many more facts
 * come meanwhile. A backlog longer than a batch goes on by itself. What can't be sent stays and is sent by
 * the next call, a moment later, or by the sweep of each minute; this function doesn't throw.
 */
export async function flushOutbox(): Promise<void> {
  next ??= follow(standing);
  await next;
}

/** A round, after the one before it and a breath. @returns how many facts it sent. */
async function follow(before: Promise<number> | undefined): Promise<number> {
  const took = await before;
  if (took !== undefined && took < BATCH) await pause(took >= FLOOD ? LONG_BREATH : BREATH);
  // Whoever calls from here on may have recorded what this round no longer sees.
  standing = next;
  next = undefined;
  const sent = await tryToFlush();
  standing = undefined;
  if (sent === BATCH) void flushOutbox();
  return sent;
}

async function tryToFlush(): Promise<number> {
  try {
    return await flushOnce();
  } catch (error) {
    logger.warn({ error }, "The job engine could not be reached; the outbox keeps what waits.");
    setTimeout(flushOutbox, RETRY_AFTER).unref();
    return 0;
  }
}

/** One batch, in one transaction: a crash in between leaves the facts unsent, a fact sent twice counts once. */
async function flushOnce(): Promise<number> {
  const sent = await db().$transaction(
    async (tx) => {
      const facts = await tx.$queryRaw<SentFact[]>`
        select id, name, data, created_at as "createdAt" from outbox where sent_at is null
        order by created_at limit ${BATCH} for update skip locked`;
      if (facts.length === 0) return { facts: 0, members: 0 };
      const sent = await withFactSpans(facts, (traced) => send(tx, traced));
      const correlationIds = facts.flatMap((fact) => fact.data.correlationId ?? []);
      logger.info({ facts: facts.length, ...sent, correlationIds }, "Facts went to the job engine.");
      await tx.$executeRaw`update outbox set sent_at = now() where id = any(${facts.map((fact) => fact.id)})`;
      return { facts: facts.length, members: sent.members };
    },
    { maxWait: 5_000, timeout: 30_000 },
  );
  // Once their marks can be seen. What a crash leaves unsent here is found by the sweep.
  if (sent.members > 0) await inngest.send({ name: membersChanged.name, data: {} });
  return sent.facts;
}

/**
 * Sends facts as events, those that wake the rankings as one wake-up, and marks the lists of members.
 * @returns how many events, and how many members.
 */
async function send(tx: Tx, facts: readonly SentFact[]): Promise<{ events: number; members: number }> {
  const events = facts.filter((fact) => !wakesRankings.has(fact.name) && !wakesMembers.has(fact.name));
  const last = facts.findLast((fact) => wakesRankings.has(fact.name));
  const members = new Set(
    facts.flatMap(({ name, data }) => (wakesMembers.has(name) ? (data.userId ?? []) : [])),
  );
  const toSend = [
    ...events.map(({ id, name, data }) => ({ id, name, data })),
    // Without an id of its own: a wake-up whose batch was rolled back must not be taken for its twin.
    ...(last && (await raiseWake(tx)) ? [{ name: wake.name, data: last.data }] : []),
    ...(facts.some(({ name }) => name === "movie/changed") ? [{ name: filmsChanged.name, data: {} }] : []),
  ];
  if (toSend.length > 0) await inngest.send(toSend);
  // What a member's list was made of has changed: it is stale from here on, whenever it is made anew. Last, so that an
  // engine that takes its time holds no list locked.
  if (members.size > 0) await markMembers(tx, [...members]);
  return { events: toSend.length, members: members.size };
}

/** Raises the wake-up flag. @returns false where it was up: a wake-up is on its way already. */
async function raiseWake(tx: Tx): Promise<boolean> {
  const raised = await tx.$executeRaw`
    insert into ranking_wake as held (id, pending) values (1, true)
    on conflict (id) do update set pending = true where not held.pending`;
  return raised > 0;
}

/**
 * Finds what a crash left: facts never sent, and films dirty for half a minute although nothing was
 * waking anybody. @returns how many films those were.
 */
export async function sweepOutbox(): Promise<number> {
  await flushOutbox();
  const [stuck] = await db().$queryRaw<{ films: number }[]>`
    select count(distinct movie_id)::int as films from dirty_movie
    where marked_at < now() - interval '30 seconds' and not exists (
      select from job_run where function_id = 'refresh-rankings' and status in ('queued', 'running')
        and started_at > now() - interval '10 minutes')`;
  const films = stuck?.films ?? 0;
  if (films > 0) await inngest.send({ name: wake.name, data: {} });
  if (await areMembersWaiting()) await inngest.send({ name: membersChanged.name, data: {} });
  return films;
}
