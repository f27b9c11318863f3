import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { requestIdOf } from "../api/request-id";
import { problemParts } from "../api/rest/problem";
import { type AppError, statusOf } from "../errors";

/** The caller's own id where it is a sane one, as for answers that aren't the front's. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers["x-request-id"];
  return given === undefined ? randomUUID() : requestIdOf(new Headers({ "x-request-id": String(given) }));
}

/** Says no where no handler was asked: to programs as the API does, to people in a sentence. */
export function refuse(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  const id = requestId(request);
  const { status, headers, text } = request.url?.startsWith("/api/v1/")
    ? problemParts(error, id)
    : {
        status: statusOf[error.code],
        headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
        text: `${error.userMessage}\nRequest ${id}\n`,
      };
  const wait = error.retryAfter === undefined ? {} : { "Retry-After": String(error.retryAfter) };
  response.writeHead(status, { ...headers, ...wait, "X-Request-Id": id });
  response.end(text);
}
