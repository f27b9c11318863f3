import { logger } from "./logger";

/** Everything worth knowing of one request, in one line; milliseconds are from first to last byte of ours. */
export interface WideEvent {
  /** Which door: "rest", "trpc". */
  door: string;
  method: string;
  /** The address without its query; of tRPC it ends in the procedures' names. */
  path: string;
  status: number;
  milliseconds: number;
  requestId: string;
  userId?: number | undefined;
  code?: string | undefined;
  /** A fault of ours, with its stack. */
  error?: unknown;
}

/** Writes the request's line: errors of ours as such, all else as information. */
export function logRequest({ error, ...event }: WideEvent): void {
  if (event.status >= 500) logger.error({ ...event, error }, "request");
  else logger.info(event, "request");
}
