import { after } from "next/server";
import { invalidate } from "../cache";
import { flushOutbox } from "../jobs/outbox";

/**
 * What follows a write, however it came in: what is kept under these tags is stale now, and its events go out.
 * A vote names none: a film's page shows it with the next edition, and that marks the film.
 */
export type AfterWrite = (stale: readonly string[]) => void;

/** Within a request of Next's, which waits for it before its process ends; tests pass their own. */
export const afterWrite: AfterWrite = (stale) => {
  const { told } = invalidate(stale);
  after(() => Promise.all([flushOutbox(), told()]));
};

/** Where Next has no part. A process that ends meanwhile leaves the events in the outbox, for the next to send. */
export const afterDirectWrite: AfterWrite = (stale) => {
  const { told } = invalidate(stale);
  void flushOutbox();
  void told();
};
