import { after } from "next/server";
import { flushOutbox } from "../jobs/outbox";

/**
 * What follows a write, however it came in: its events go out. What it made stale its own transaction noted, if it
 * did; a vote doesn't: a film's page shows it with the next edition, and that marks the film.
 */
export type AfterWrite = () => void;

/** Within a request of Next's, which waits for it before its process ends; tests pass their own. */
export const afterWrite: AfterWrite = () => after(() => flushOutbox());

/** Where Next has no part. A process that ends meanwhile leaves the events in the outbox, for the next to send. */
export const afterDirectWrite: AfterWrite = () => void flushOutbox();
