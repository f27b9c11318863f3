import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Tx } from "./db";
import { traceparentOf } from "./observability/trace";

/** What every fact carries on from the request that made it true: its id for the log, its span for the trace. */
const correlation = { correlationId: z.string().optional(), traceparent: z.string().optional() };
const requested = z.object({ runId: z.string(), ...correlation });

/**
 * The facts that start background work. A fact is written to the outbox in the transaction that made it
 * true and reaches the job engine from there; its row's id is the event's id, so that a fact sent twice
 * counts once.
 */
export const catalogue = {
  /** Someone rated, re-rated or withdrew. */
  "rating/changed": z.object({ movieId: z.int(), userId: z.int(), ...correlation }),
  /** A film came, changed, went to the trash or came back. */
  "movie/changed": z.object({ movieId: z.int(), ...correlation }),
  /** Somebody deleted their account; their ratings went with it. */
  "member/left": z.object({ userId: z.int(), ...correlation }),
  /** Someone asked for a full edition of one list, or of all. */
  "rankings/recompute-requested": z.object({
    runId: z.string(),
    list: z.string().optional(),
    ...correlation,
  }),
  /** Staff asked for a scheduled function now. */
  "rankings/refresh-requested": requested,
  "rankings/decay-requested": requested,
  "maintenance/sweep-requested": requested,
  /** A member dismissed, picked or set something that their list depends on. */
  "recommendations/member-changed": z.object({ userId: z.int(), ...correlation }),
  /** Someone asked for a training; `refit`: with a new vocabulary and new projections. */
  "recommendations/train-requested": z.object({
    runId: z.string(),
    refit: z.boolean().optional(),
    ...correlation,
  }),
  /** Staff wants a dead letter's function to run once more; `replay` counts from 1. */
  "dead-letter/replay-requested": z.object({ letter: z.string(), replay: z.int(), ...correlation }),
  /** Staff wants the run of this function that this event set off to end. */
  "job/cancel-requested": z.object({ functionId: z.string(), eventId: z.string(), ...correlation }),
  /** The operators are to be told. */
  "alert/raised": z.object({ cause: z.string(), raisedAt: z.string(), ...correlation }),
} as const;

/** The facts after which rankings must be looked at; however many, they travel as one wake-up. */
export const wakesRankings: ReadonlySet<string> = new Set(["rating/changed", "movie/changed", "member/left"]);

/** The facts after which a member's list is made anew; however many, they travel as one wake-up. */
export const wakesMembers: ReadonlySet<string> = new Set([
  "rating/changed",
  "recommendations/member-changed",
]);

export type EventName = keyof typeof catalogue;
export type EventData<Name extends EventName> = z.infer<(typeof catalogue)[Name]>;

/** A fact as a row of the outbox. */
export interface Fact {
  id: string;
  name: EventName;
  data: EventData<EventName>;
}

/** A fact with an id of its own, checked against the catalogue. */
export function factOf<Name extends EventName>(name: Name, data: EventData<Name>): Fact {
  const traceparent = traceparentOf();
  return {
    id: randomUUID(),
    name,
    data: catalogue[name].parse(traceparent === undefined ? data : { ...data, traceparent }),
  };
}

/** Writes a fact to the outbox, inside the caller's transaction. */
export async function recordEvent<Name extends EventName>(
  tx: Tx,
  name: Name,
  data: EventData<Name>,
): Promise<string> {
  const fact = factOf(name, data);
  await tx.outbox.create({ data: fact, select: { id: true } });
  return fact.id;
}
