import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { requestIdOf } from "../api/request-id";
import { problem } from "../api/rest/problem";
import type { AppError } from "../errors";

/** The caller's own id where it is a sane one, as for answers that aren't the front's. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers["x-request-id"];
  return given === undefined ? randomUUID() : requestIdOf(new Headers({ "x-request-id": String(given) }));
}

/**
 * Says no where no handler was asked: to programs as the API does, to people in a sentence. What is still being
 * sent is thrown away.
 */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: AppError,
  id = requestId(request),
): void {
  const { status, headers, text } = problem(error, id);
  const isRest = request.url?.startsWith("/api/v1/");
  if (!isRest) headers["content-type"] = "text/plain; charset=utf-8";
  response.writeHead(status, { ...headers, "x-request-id": id });
  response.end(isRest ? text : `${error.userMessage}\nRequest ${id}\n`);
  request.resume();
}
