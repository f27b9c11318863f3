import { after } from "next/server";
import { invalidate } from "../cache";
import { flushOutbox } from "../jobs/outbox";

/** What follows a write, however it came in: these cached pages are stale now, and its events go out. */
export type AfterWrite = (stale: readonly string[]) => void;

/** Within a request of Next's; tests that call handlers without one pass their own. */
export const afterWrite: AfterWrite = (stale) => {
  invalidate(stale, "now");
  after(() => flushOutbox());
};
