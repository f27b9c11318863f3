import { randomUUID } from "node:crypto";

const SANE = /^[A-Za-z0-9._-]{8,100}$/;

/** The id that ties answer, log lines and jobs together: the caller's own where it is a sane one. */
export function requestIdOf(headers: Pick<Headers, "get">): string {
  const given = headers.get("x-request-id");
  return given !== null && SANE.test(given) ? given : randomUUID();
}
