import { eventType, Inngest } from "inngest";
import { z } from "zod";
import { catalogue, type EventName } from "../events";
import { logger } from "../observability/logger";
import { RunObserver } from "./run-observer";
import { RunRecorder } from "./run-recorder";

/**
 * Milliseconds that an engine has to take events, each of the five times that the SDK tries: together less than the
 * outbox's transaction may last, for what is taken after its end is sent again.
 */
const PATIENCE = 5_000;

/** `fetch` that gives up. */
function impatient(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const signals = [AbortSignal.timeout(PATIENCE), ...(init?.signal ? [init.signal] : [])];
  return fetch(input, { ...init, signal: AbortSignal.any(signals) });
}

/** The app as every engine knows it; which engine that is follows from the INNGEST_ variables alone. */
export const inngest = new Inngest({
  id: "marquee",
  middleware: [RunObserver, RunRecorder],
  logger,
  fetch: impatient,
});

/** Something in the rankings is dirty: one for however many votes. */
export const wake = eventType("rankings/wake", {
  schema: z.object({ correlationId: z.string().optional(), traceparent: z.string().optional() }),
});

export const recomputeRequested = eventType("rankings/recompute-requested", {
  schema: catalogue["rankings/recompute-requested"],
});

export const refreshRequested = eventType("rankings/refresh-requested", {
  schema: catalogue["rankings/refresh-requested"],
});

export const decayRequested = eventType("rankings/decay-requested", {
  schema: catalogue["rankings/decay-requested"],
});

export const sweepRequested = eventType("maintenance/sweep-requested", {
  schema: catalogue["maintenance/sweep-requested"],
});

export const replayRequested = eventType("dead-letter/replay-requested", {
  schema: catalogue["dead-letter/replay-requested"],
});

export const alertRaised = eventType("alert/raised", { schema: catalogue["alert/raised"] });

const cancelRequested = "job/cancel-requested" satisfies EventName;

/**
 * Lets staff end runs of a function, on every engine alike: by an event that names the function and the event
 * that set the run off. (An engine's own run id can't be told in such a condition, and crons of different
 * functions share their event's id.)
 */
export function cancellable<Id extends string>(id: Id) {
  const condition = `async.data.functionId == "${id}" && event.id == async.data.eventId`;
  return { id, cancelOn: [{ event: cancelRequested, if: condition }] };
}

export const trainRequested = eventType("recommendations/train-requested", {
  schema: catalogue["recommendations/train-requested"],
});

/** Members' lists are stale: one for however many. */
export const membersChanged = eventType("recommendations/members-changed", { schema: z.object({}) });

/** Films came or changed: one for however many. */
export const filmsChanged = eventType("recommendations/films-changed", { schema: z.object({}) });
